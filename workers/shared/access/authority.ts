/**
 * What the gateway knows of tokens, realms and roles: read from the kernel, held a few seconds at most, so that what is withdrawn
 * is refused within 5 s. One per isolate. Says who someone is; what they may do is `access.ts`'s.
 */
import type { AccessClaims } from '../../../contract/claims.ts'
import type { AppId, SessionId, UserId } from '../../../contract/ids.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import type { Role } from '../../../contract/roles.ts'
import { FreshMap } from '../../../domain/identity/fresh-map.ts'
import { RevocationList } from '../../../domain/identity/revocation-list.ts'
import { TokenVerifier } from '../../../domain/identity/token-verifier.ts'
import { consoleApp, findLiveApp, findRole } from '../../../storage/kernel/realms.ts'
import { revocationSource } from '../../../storage/kernel/revocations.ts'
import { publishedKeySet } from '../../../storage/kernel/signing-keys.ts'

type Kernel = { readonly KERNEL_DB: D1Database }

export class Authority {
  readonly #verifier = new TokenVerifier()
  readonly #revoked = new RevocationList()
  readonly #apps = new FreshMap<AppId, AppSettings | null>(10_000)
  readonly #roles = new FreshMap<string, Role | null>(10_000)
  readonly #console = new FreshMap<'console', AppSettings>(1)
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** The claims of a valid token whose session stands and whose app lives, with that app; else null. Throws when the kernel can not be asked. */
  async person(token: string, issuer: string, { KERNEL_DB }: Kernel): Promise<{ claims: AccessClaims; app: AppSettings } | null> {
    const source = { published: () => publishedKeySet(KERNEL_DB, this.#now()) }
    const claims = await this.#verifier.verify(token, issuer, source, this.#now)
    if (claims === null) return null
    if (await this.#revoked.has(claims.sid, revocationSource(KERNEL_DB), this.#now)) return null
    const app = await this.app(claims.app, { KERNEL_DB })
    return app === null ? null : { claims, app }
  }

  app(app: AppId, { KERNEL_DB }: Kernel): Promise<AppSettings | null> {
    return this.#apps.get(app, () => findLiveApp(KERNEL_DB, app), this.#now)
  }

  /** The app of operators. */
  console({ KERNEL_DB }: Kernel): Promise<AppSettings> {
    return this.#console.get('console', () => consoleApp(KERNEL_DB, this.#now()), this.#now)
  }

  role(app: AppId, user: UserId, { KERNEL_DB }: Kernel): Promise<Role | null> {
    return this.#roles.get(`${app}/${user}`, () => findRole(KERNEL_DB, app, user), this.#now)
  }

  /** What this isolate itself just changed holds here at once; other isolates learn it within seconds. */
  changed(what: { readonly app?: AppId; readonly role?: readonly [AppId, UserId]; readonly ended?: SessionId }): void {
    if (what.app !== undefined) this.#apps.forget(what.app)
    if (what.role !== undefined) this.#roles.forget(what.role.join('/'))
    if (what.ended !== undefined) this.#revoked.add(what.ended, this.#now())
  }
}
