/**
 * The way from a request's items to the objects that keep them: one call per object, and one verdict per item in order.
 * All or nothing: if one object can not promise, or is over a limit, the request is not answered as accepted. What others already
 * took is deduped when the request comes again with its ids or its `Idempotency-Key`.
 */
import type { AppSettings } from '../../contract/keys.ts'
import type { AcceptAnswer, AcceptItem, AcceptRequest, Limited, TelemetryShardRpc, Verdict } from '../../contract/telemetry.ts'
import { telemetryAllowance } from '../../domain/limits/telemetry-allowance.ts'
import { telemetryShardName, telemetryShardOf } from '../../durable-objects/names.ts'
import type { ClosedObjects } from './closed-objects.ts'

/** The objects of an app, by name. */
export type ShardDoor = (name: string) => Pick<TelemetryShardRpc, 'accept'>

export type Delivery =
  | { readonly ok: true; readonly verdicts: readonly Verdict[] }
  | {
      readonly ok: false
      readonly kind: 'not_promised'
      readonly object: string
      readonly retryAfterSeconds: number
      readonly cause: unknown
    }
  | { readonly ok: false; readonly kind: 'limited'; readonly limited: Limited }

type Group = readonly [object: string, places: readonly number[]]

export const deliver = async (
  app: AppSettings,
  items: readonly AcceptItem[],
  receivedAt: number,
  door: ShardDoor,
  closed: ClosedObjects,
): Promise<Delivery> => {
  const groups = [...byShard(app, items)].map(([shard, places]): Group => [telemetryShardName(app, shard), places])
  for (const [object] of groups) {
    const limited = closed.why(object, receivedAt)
    if (limited !== null) return { ok: false, kind: 'limited', limited }
  }
  const request = { app_id: app.app_id, session_ttl_s: app.session_ttl_s, received_at: receivedAt }
  const deliveries = await Promise.all(
    groups.map(([object, places]) => {
      const allowance = telemetryAllowance(app, places.length / items.length)
      return deliverTo(object, { ...request, allowance, items: places.length === items.length ? items : pick(items, places) }, door, closed)
    }),
  )
  return inOrder(groups, deliveries)
}

/** The verdicts in the order of the items; or the first refusal. */
const inOrder = (groups: readonly Group[], deliveries: readonly Delivery[]): Delivery => {
  const verdicts: Verdict[] = []
  for (const [group, delivery] of deliveries.entries()) {
    if (!delivery.ok) return delivery
    for (const [i, place] of (groups[group]?.[1] ?? []).entries()) {
      const verdict = delivery.verdicts[i]
      if (verdict !== undefined) verdicts[place] = verdict
    }
  }
  return { ok: true, verdicts }
}

/** Places of items by shard. A quarantined item has no actor: it goes along with the first one that has, else by its id. */
const byShard = (app: AppSettings, items: readonly AcceptItem[]): Map<number, number[]> => {
  const first = items.find((item) => item.kind !== 'quarantine')
  const groups = new Map<number, number[]>()
  for (const [place, item] of items.entries()) {
    const owner = item.kind === 'quarantine' ? (first?.actor_id ?? item.id) : item.actor_id
    const shard = app.telemetry_shards === 1 ? 0 : telemetryShardOf(app, owner)
    const places = groups.get(shard)
    if (places === undefined) groups.set(shard, [place])
    else places.push(place)
  }
  return groups
}

const pick = (items: readonly AcceptItem[], places: readonly number[]): AcceptItem[] =>
  places.map((place) => items[place]).filter((item) => item !== undefined)

const retryAfterSeconds = 1

const deliverTo = async (object: string, request: AcceptRequest, door: ShardDoor, closed: ClosedObjects): Promise<Delivery> => {
  try {
    const answer = await acceptOnceMore(object, request, door)
    if (answer.ok) return answer
    const { limited } = answer
    if (limited === undefined)
      return { ok: false, kind: 'not_promised', object, retryAfterSeconds: answer.retryAfterSeconds, cause: 'the object refused' }
    closed.note(object, limited, Date.now())
    return { ok: false, kind: 'limited', limited }
  } catch (cause) {
    return { ok: false, kind: 'not_promised', object, retryAfterSeconds, cause }
  }
}

/** Once more when the platform says so: items have their ids by now, so the object dedupes what it already took. A stub that failed is not used again. */
const acceptOnceMore = async (object: string, request: AcceptRequest, door: ShardDoor): Promise<AcceptAnswer> => {
  try {
    return await door(object).accept(request)
  } catch (cause) {
    if (!isRetryable(cause)) throw cause
    return door(object).accept(request)
  }
}

/** https://developers.cloudflare.com/durable-objects/best-practices/error-handling/ */
const isRetryable = (cause: unknown): boolean =>
  cause instanceof Error && 'retryable' in cause && cause.retryable === true && !('overloaded' in cause && cause.overloaded === true)
