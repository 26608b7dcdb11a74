/** AttemptLimiter objects of one app, as the gateway reaches them. */
import { env } from 'cloudflare:workers'
import { appId, newId } from '../../contract/ids.ts'
import { emailDigest } from '../../domain/limits/attempt-digests.ts'
import type { AttemptLimiter } from '../../durable-objects/attempt-limiter/attempt-limiter.ts'
import { attemptsOfAddressName, attemptsOfEmailName } from '../../durable-objects/names.ts'

const objects = (env as unknown as { ATTEMPT_LIMITER: DurableObjectNamespace<AttemptLimiter> }).ATTEMPT_LIMITER

export class AttemptObjects {
  readonly app = appId.parse(newId())

  /** A new stub each time: an old one breaks with its instance. */
  ofEmail(email: string): DurableObjectStub<AttemptLimiter> {
    return objects.getByName(attemptsOfEmailName(this.app, emailDigest(email)))
  }

  ofAddress(digest: string): DurableObjectStub<AttemptLimiter> {
    return objects.getByName(attemptsOfAddressName(this.app, digest))
  }

  /** One that no name of `names.ts` leads to. */
  named(name: string): DurableObjectStub<AttemptLimiter> {
    return objects.getByName(name)
  }
}
