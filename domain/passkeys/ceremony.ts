/**
 * What a browser's WebAuthn calls are asked, and whether what they answered proves anything. Knows neither people nor storage:
 * that a challenge was ours and not used before is its keeper's. Heavy, so it is loaded by the first passkey of an isolate.
 */
import { randomBytes } from 'node:crypto'
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  VerifiedAuthenticationResponse,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server'
import type { UserId } from '../../contract/ids.ts'
import type { NewCredential, UsedCredential } from '../../contract/passkeys.ts'

export const challengeMs = 5 * 60_000

/** EdDSA, ES256, RS256: what authenticators have. */
const algorithms = [-8, -7, -257]

/** Where a ceremony takes place. */
export type Place = { readonly origin: string; readonly rp_id: string }
export type Begun<Options> = { readonly challenge: string; readonly options: Options }

type Newcomer = { readonly id: UserId; readonly email: string; readonly display_name: string }
type Known = { readonly credential_id: string; readonly transports: readonly string[] }

/** A passkey that finds its account by itself (discoverable) and asks for the person (verification), because nothing else is asked. */
export const beginCreation = async (
  { rp_id }: Place,
  service: string,
  person: Newcomer,
  known: readonly Known[],
): Promise<Begun<PublicKeyCredentialCreationOptionsJSON>> => {
  const options = await generateRegistrationOptions({
    rpName: service,
    rpID: rp_id,
    userID: handleOf(person.id),
    userName: person.email,
    userDisplayName: person.display_name,
    challenge: newChallenge(),
    timeout: challengeMs,
    attestationType: 'none',
    excludeCredentials: known.map(({ credential_id, transports }) => ({ id: credential_id, transports: [...transports] })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
  return { challenge: options.challenge, options }
}

export const beginUse = async ({ rp_id }: Place): Promise<Begun<PublicKeyCredentialRequestOptionsJSON>> => {
  const options = await generateAuthenticationOptions({
    rpID: rp_id,
    challenge: newChallenge(),
    timeout: challengeMs,
    userVerification: 'required',
  })
  return { challenge: options.challenge, options }
}

/** 256 bits. */
const newChallenge = (): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(32))

/** The person's id as an authenticator keeps it: its 16 bytes, which say nothing about the person. */
const handleOf = (user: UserId): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(user.replaceAll('-', ''), 'hex'))

export type CreatedKey = {
  readonly credential_id: string
  /** COSE, base64url. */
  readonly public_key: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly backed_up: boolean
}

type Expected = Place & { readonly challenge: string }

/** Null for what proves nothing. */
export const verifyCreation = async (credential: NewCredential, expected: Expected): Promise<CreatedKey | null> => {
  const verified = await proved<VerifiedRegistrationResponse>(() =>
    verifyRegistrationResponse({
      response: {
        ...credential,
        response: { ...credential.response, transports: credential.response.transports ?? [] },
        clientExtensionResults: {},
      },
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rp_id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    }),
  )
  if (verified?.registrationInfo === undefined) return null
  const { credential: key, credentialBackedUp } = verified.registrationInfo
  return {
    credential_id: key.id,
    public_key: Buffer.from(key.publicKey).toString('base64url'),
    counter: key.counter,
    transports: credential.response.transports ?? [],
    backed_up: credentialBackedUp,
  }
}

export type KnownKey = { readonly credential_id: string; readonly user_id: UserId; readonly public_key: string }
export type Use = { readonly counter: number; readonly backed_up: boolean }

/** Null for what proves nothing. Whether the counter may be so is not judged here: it must be compared and kept in one step. */
export const verifyUse = async (credential: UsedCredential, key: KnownKey, expected: Expected): Promise<Use | null> => {
  if (!isHandleOf(key.user_id, credential.response.userHandle)) return null
  const { userHandle: _handle, ...response } = credential.response
  const verified = await proved<VerifiedAuthenticationResponse>(() =>
    verifyAuthenticationResponse({
      response: { ...credential, response, clientExtensionResults: {} },
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rp_id,
      // Below any counter, so that the library does not judge it.
      credential: { id: key.credential_id, publicKey: Uint8Array.from(Buffer.from(key.public_key, 'base64url')), counter: 0 },
      requireUserVerification: true,
    }),
  )
  if (verified?.verified !== true) return null
  const { newCounter, credentialBackedUp } = verified.authenticationInfo
  return { counter: newCounter, backed_up: credentialBackedUp }
}

/** A discoverable passkey names its account, and it must be the one that holds the key. */
const isHandleOf = (user: UserId, handle: string | null | undefined): boolean =>
  handle !== null && handle !== undefined && Buffer.from(handle, 'base64url').equals(handleOf(user))

/** The library throws for whatever is wrong with what a client sent, be it a signature or bytes that are no CBOR. */
const proved = async <T extends { readonly verified: boolean }>(verify: () => Promise<T>): Promise<T | null> => {
  try {
    const result = await verify()
    return result.verified ? result : null
  } catch {
    // Not an error of ours: the credential is not what it says it is.
    return null
  }
}
