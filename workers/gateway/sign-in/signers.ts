/** The signing key of now, opened once in a while per isolate and not for every token. It is the platform's, no tenant's. */
import type { Signer } from '../../../domain/identity/access-token.ts'
import { FreshMap } from '../../../domain/identity/fresh-map.ts'
import { currentSigner } from '../../../storage/kernel/signing-keys.ts'
import { masterSecret } from '../../shared/settings.ts'

type SignerEnv = { readonly KERNEL_DB: D1Database; readonly IDENTITY_SECRET: string }

export class Signers {
  readonly #held = new FreshMap<string, Signer>(2)
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** What this isolate itself just replaced signs no more. */
  forget({ IDENTITY_SECRET }: Pick<SignerEnv, 'IDENTITY_SECRET'>): void {
    this.#held.forget(IDENTITY_SECRET)
  }

  /** Throws when the kernel can not be asked, or the key was sealed with another secret. */
  current(env: SignerEnv): Promise<Signer> {
    return this.#held.get(env.IDENTITY_SECRET, () => currentSigner(env.KERNEL_DB, masterSecret(env), this.#now()), this.#now)
  }
}
