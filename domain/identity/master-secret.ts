/**
 * The one secret of identity (`IDENTITY_SECRET`) and what is made of it: a key per purpose by HKDF-SHA-256 (RFC 5869), AES-256-GCM
 * for what must be read back, HMAC-SHA-256 for what must be recognised. Purposes never share a key.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const nonceBytes = 12
const tagBytes = 16

export class MasterSecret {
  readonly #secret: string
  readonly #keys = new Map<string, Buffer>()

  constructor(secret: string) {
    this.#secret = secret
  }

  /** 32 bytes for a purpose; the same each time. Purposes are written in code, never taken from a request. */
  key(purpose: string): Buffer {
    const known = this.#keys.get(purpose)
    if (known !== undefined) return known
    const key = Buffer.from(hkdfSync('sha256', this.#secret, 'prost', purpose, 32))
    this.#keys.set(purpose, key)
    return key
  }

  mac(purpose: string, text: string | Uint8Array): Buffer {
    return createHmac('sha256', this.key(purpose)).update(text).digest()
  }

  /** Text that only `open` with the same purpose and context reads: base64url of nonce, ciphertext and tag. */
  seal(purpose: string, context: string, text: string): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', this.key(purpose), nonce)
    cipher.setAAD(Buffer.from(context))
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
  }

  /** Null for what this secret did not seal for this purpose and context. */
  open(purpose: string, context: string, sealed: string): string | null {
    const bytes = Buffer.from(sealed, 'base64url')
    if (bytes.length < nonceBytes + tagBytes) return null
    const decipher = createDecipheriv('aes-256-gcm', this.key(purpose), bytes.subarray(0, nonceBytes))
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(bytes.subarray(-tagBytes))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8')
    } catch {
      // Not an error of ours: the text was sealed by another secret, for something else, or was changed.
      return null
    }
  }
}
