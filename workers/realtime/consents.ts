/** A person's own consents, as the pairs that keep them say now. */
import type { Context } from 'hono'
import type { Consent } from '../../contract/consent.ts'
import type { ConsentId } from '../../contract/ids.ts'
import { pairId } from '../../domain/realtime/pair-id.ts'
import type { ConsentRecord } from '../../domain/realtime/consent-chain.ts'
import { consentMoves } from '../../domain/realtime/consent-chain.ts'
import { personName } from '../../durable-objects/names.ts'
import type { OwnConsent } from '../../durable-objects/person/own-consents.ts'
import { consentView } from '../../durable-objects/person/person-machine.ts'
import { pairOfConsent } from '../../durable-objects/room/consent-desk.ts'
import { personOf } from '../shared/access/caller.ts'
import { appOf, roomOf } from './people.ts'
import type { RealtimeHono } from './realtime-env.ts'

type C = Context<RealtimeHono>

/** Null when the person has no such consent. */
export const ownConsent = async (c: C, id: ConsentId): Promise<Consent | null> => {
  const pair = await pairOfConsent(c.env, appOf(c), personOf(c).user_id, id)
  const record = pair === null ? null : await pair.consent(id)
  return record === null ? null : consentView(record)
}

type Page = { readonly data: Consent[]; readonly next_cursor: string | null }

/** Those that are asked for or stand, latest first. The cursor is the last one looked at, which may be over by now. */
export const ownConsents = async (c: C, limit: number, before: string | undefined): Promise<Page> => {
  const { app, user_id } = personOf(c)
  const all = await c.env.PERSON.getByName(personName(app.app_id, user_id)).consents()
  const left = before === undefined ? all : all.filter(({ id }) => id < before)
  const asked = left.slice(0, limit)
  const records = await Promise.all(asked.map((each) => recordOf(c, each)))
  const data = records.flatMap((record) => (record === null || consentMoves[record.state].length === 0 ? [] : [consentView(record)]))
  return { data, next_cursor: left.length > limit ? (asked.at(-1)?.id ?? null) : null }
}

const recordOf = (c: C, { id, peer }: OwnConsent): Promise<ConsentRecord | null> => {
  const { app, user_id } = personOf(c)
  return roomOf(c, pairId(app.app_id, user_id, peer)).consent(id)
}
