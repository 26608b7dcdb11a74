/**
 * An authenticator in software, as far as passkeys need one: makes ES256 keys per host, signs challenges and counts (or does not, as
 * synchronised passkeys). It does what it is told, also what a browser would not do, so that refusals can be tested.
 */
import { createHash } from 'node:crypto'

type Cbor = number | string | Uint8Array | Map<number | string, Cbor>

const head = (major: number, length: number): number[] =>
  length < 24 ? [(major << 5) | length] : length < 256 ? [(major << 5) | 24, length] : [(major << 5) | 25, length >> 8, length & 255]

/** RFC 8949, what COSE keys and attestation objects use of it. */
const cbor = (value: Cbor): number[] => {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') return [...head(3, Buffer.byteLength(value)), ...Buffer.from(value)]
  if (value instanceof Uint8Array) return [...head(2, value.length), ...value]
  return [...head(5, value.size), ...[...value].flatMap(([key, item]) => [...cbor(key), ...cbor(item)])]
}

const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest()
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** ECDSA as WebCrypto writes it (r, s) to ASN.1, as authenticators do. */
const derOf = (signature: Uint8Array): Uint8Array => {
  const integer = (bytes: Uint8Array): number[] => {
    const trimmed = [...bytes].slice(bytes.findIndex((byte) => byte !== 0))
    const positive = (trimmed[0] ?? 0) >= 128 ? [0, ...trimmed] : trimmed
    return [2, positive.length, ...positive]
  }
  const body = [...integer(signature.slice(0, 32)), ...integer(signature.slice(32))]
  return Uint8Array.from([0x30, body.length, ...body])
}

export type Made = {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly response: { readonly clientDataJSON: string; readonly attestationObject: string; readonly transports: string[] }
}
export type Used = {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly response: {
    readonly clientDataJSON: string
    readonly authenticatorData: string
    readonly signature: string
    readonly userHandle: string
  }
}

export type CreationOptions = { readonly challenge: string; readonly rp: { readonly id: string }; readonly user: { readonly id: string } }
export type RequestOptions = { readonly challenge: string; readonly rpId: string }

type Key = { readonly id: Uint8Array; readonly keys: CryptoKeyPair; readonly rpId: string; readonly user: string }

/** What differs from an honest browser and a person who confirms. */
export type Quirks = {
  readonly verified?: boolean
  readonly rpId?: string
  readonly type?: string
  readonly counter?: number
  readonly user?: string
}

const present = 0x01
const verified = 0x04
const backedUp = 0x18
const attested = 0x40

export class Authenticator {
  readonly #synchronised: boolean
  readonly #id: Uint8Array | undefined
  #counter = 0
  key: Key | null = null

  /** `id`: what it calls its key, for one that claims another's. */
  constructor({ synchronised = false, id }: { synchronised?: boolean; id?: Uint8Array | undefined } = {}) {
    this.#synchronised = synchronised
    this.#id = id
  }

  async create(options: CreationOptions, origin: string, quirks: Quirks = {}): Promise<Made> {
    const keys = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])) as CryptoKeyPair
    const id = this.#id ?? crypto.getRandomValues(new Uint8Array(16))
    this.key = { id, keys, rpId: options.rp.id, user: options.user.id }
    const data = Buffer.concat([
      this.#authenticatorData(quirks.rpId ?? options.rp.id, attested, quirks),
      Buffer.alloc(16),
      Buffer.from([0, id.length]),
      id,
      Uint8Array.from(cbor(await coseOf(keys.publicKey))),
    ])
    const attestation = new Map<string, Cbor>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', Uint8Array.from(data)],
    ])
    return {
      ...this.#named(id),
      response: {
        clientDataJSON: clientData(quirks.type ?? 'webauthn.create', options.challenge, origin),
        attestationObject: base64url(Uint8Array.from(cbor(attestation))),
        transports: ['internal'],
      },
    }
  }

  async use(options: RequestOptions, origin: string, quirks: Quirks = {}): Promise<Used> {
    if (this.key === null) throw new Error('this authenticator has no key')
    const clientDataJSON = clientData(quirks.type ?? 'webauthn.get', options.challenge, origin)
    const data = this.#authenticatorData(quirks.rpId ?? options.rpId, 0, quirks)
    const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))])
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.key.keys.privateKey, signed)
    return {
      ...this.#named(this.key.id),
      response: {
        clientDataJSON,
        authenticatorData: base64url(data),
        signature: base64url(derOf(new Uint8Array(signature))),
        userHandle: quirks.user ?? this.key.user,
      },
    }
  }

  #named(id: Uint8Array) {
    return { id: base64url(id), rawId: base64url(id), type: 'public-key' } as const
  }

  #authenticatorData(rpId: string, extra: number, quirks: Quirks): Buffer {
    if (!this.#synchronised) this.#counter += 1
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(quirks.counter ?? this.#counter)
    const flags = present | (quirks.verified === false ? 0 : verified) | (this.#synchronised ? backedUp : 0) | extra
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter])
  }
}

const clientData = (type: string, challenge: string, origin: string): string =>
  base64url(Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })))

/** RFC 9053: EC2, ES256, P-256. */
const coseOf = async (key: CryptoKey): Promise<Cbor> => {
  const { x, y } = (await crypto.subtle.exportKey('jwk', key)) as { x: string; y: string }
  return new Map<number, Cbor>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Uint8Array.from(Buffer.from(x, 'base64url'))],
    [-3, Uint8Array.from(Buffer.from(y, 'base64url'))],
  ])
}
