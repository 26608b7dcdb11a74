/** Which limit of CONTRACT §1 holds for a caller. Counting is `shared/rate-limit.ts`'s; sign-in has its own, exact one. */
import { assertNever } from '../../../contract/assert-never.ts'
import { limitOf } from '../../../contract/limits.ts'
import type { Operation } from '../../../contract/operation.ts'
import type { CallerLimit } from '../rate-limit.ts'
import type { Caller } from './caller.ts'

const minuteMs = 60_000

/** Null when none holds: open paths that the edge caches, and where no network is known (never in production). */
export const limitFor = (operation: Operation, caller: Caller | null, network: string | null): CallerLimit | null => {
  if (caller === null) return operation.access.by === 'none' && operation.unlimited !== true ? anonymous(network) : null
  const { limits } = caller.app
  switch (caller.kind) {
    case 'secret':
    case 'public':
      return { name: 'key', key: caller.key_id, limit: limitOf(limits, 'key_requests_per_min'), periodMs: minuteMs }
    case 'realm':
      return { name: 'key', key: caller.key_id ?? 'console', limit: limitOf(limits, 'key_requests_per_min'), periodMs: minuteMs }
    case 'person':
    case 'operator':
      if (network === null) return null
      return { name: 'user', key: `${caller.user_id} ${network}`, limit: limitOf(limits, 'user_requests_per_min'), periodMs: minuteMs }
    default:
      return assertNever(caller)
  }
}

const anonymous = (network: string | null): CallerLimit | null =>
  network === null ? null : { name: 'anonymous', key: network, limit: limitOf({}, 'anonymous_per_min'), periodMs: minuteMs }
