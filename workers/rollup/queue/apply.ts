/** Stores the facts of one app. When all together are refused, each is tried alone, so that one bad message stops no other. */
import type { AppId } from '../../../contract/ids.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import type { EventStoreWriter } from '../../../domain/events/event-store.ts'
import { isPassing } from '../../../storage/d1-errors.ts'
import type { RollupBindings, RollupDeps } from '../bindings.ts'
import type { Envelope } from './envelope.ts'

/** `passing`: the trouble is not in the message, so waiting helps. */
export type Refused = { readonly envelope: Envelope; readonly error: unknown; readonly passing: boolean }
export type Applied = { readonly stored: readonly Envelope[]; readonly refused: readonly Refused[] }

export const applyFacts = async (
  env: RollupBindings,
  { settings, writer, now }: RollupDeps,
  appId: AppId,
  envelopes: readonly Envelope[],
): Promise<Applied> => {
  let app: AppSettings | null
  try {
    app = await settings(env, appId)
  } catch (error) {
    return refuseAll(envelopes, error, true)
  }
  if (app === null) return refuseAll(envelopes, new Error(`there is no app ${appId}`), false)
  return storeFacts(writer(env), app, envelopes, now)
}

const storeFacts = async (
  store: EventStoreWriter,
  app: AppSettings,
  envelopes: readonly Envelope[],
  now: () => number,
): Promise<Applied> => {
  try {
    await store.apply(
      app,
      envelopes.map(({ facts }) => facts),
      now(),
    )
    return { stored: envelopes, refused: [] }
  } catch (error) {
    const passing = isPassing(error)
    if (passing || envelopes.length === 1) return refuseAll(envelopes, error, passing)
  }
  return storeOneByOne(store, app, envelopes, now)
}

/** Stops at a passing trouble: the rest would only meet the same. */
const storeOneByOne = async (
  store: EventStoreWriter,
  app: AppSettings,
  envelopes: readonly Envelope[],
  now: () => number,
): Promise<Applied> => {
  const stored: Envelope[] = []
  const refused: Refused[] = []
  for (const [i, envelope] of envelopes.entries()) {
    const one = await storeFacts(store, app, [envelope], now)
    stored.push(...one.stored)
    refused.push(...one.refused)
    const trouble = one.refused.find(({ passing }) => passing)
    if (trouble) {
      refused.push(...refuseAll(envelopes.slice(i + 1), trouble.error, true).refused)
      break
    }
  }
  return { stored, refused }
}

const refuseAll = (envelopes: readonly Envelope[], error: unknown, passing: boolean): Applied => ({
  stored: [],
  refused: envelopes.map((envelope) => ({ envelope, error, passing })),
})
