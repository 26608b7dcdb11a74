/** Hashing and checking passwords, a few at a time per isolate. What it costs is `password-hash.ts`'s, who waits is `hash-line.ts`'s. */
import type { Failure, Result } from '../../contract/errors.ts'
import type { HashLine } from './hash-line.ts'
import { checkPassword, deriveWithScrypt, hashPassword } from './password-hash.ts'
import type { Derive, PasswordCheck } from './password-hash.ts'

const busy: Failure = {
  code: 'temporarily_unavailable',
  detail: 'Too many passwords are being checked right now.',
  retryAfterSeconds: 2,
}

export class Passwords {
  readonly #line: Pick<HashLine, 'take'>
  readonly #derive: Derive

  constructor(line: Pick<HashLine, 'take'>, derive: Derive = deriveWithScrypt) {
    this.#line = line
    this.#derive = derive
  }

  hash(password: string): Promise<Result<string>> {
    return this.#inLine(() => hashPassword(password, this.#derive))
  }

  /** The same work whether there is something stored or not. */
  check(password: string, stored: string | null): Promise<Result<PasswordCheck>> {
    return this.#inLine(() => checkPassword(password, stored, this.#derive))
  }

  async #inLine<T>(work: () => Promise<T>): Promise<Result<T>> {
    const value = await this.#line.take(work)
    return value === null ? { ok: false, error: busy } : { ok: true, value }
  }
}
