/**
 * What one step of the object has to persist, gathered from the machine's effects: the last state of each session
 * counts, so a session that moved five times in a request is written once.
 */
import { outboxRows } from './outbox-rows.ts'
import type { OutboxRow } from './outbox-rows.ts'
import type { LiveSession, Session } from './session.ts'
import { sessionKey, toSessionRow } from './session.ts'
import type { Effect } from './telemetry-shard-machine.ts'

/** `from` says where the store holds the session now. */
export type SessionSave = { readonly session: Session; readonly from: 'nowhere' | 'live' | 'ended' }

export type Changes = {
  /** JSON rows as text. */
  readonly events: string[]
  readonly quarantine: string[]
  readonly reports: Map<string, Session>
  readonly saves: Map<string, SessionSave>
  /** Sessions of which only the signs of life moved. */
  readonly signs: Map<string, LiveSession>
  readonly others: Extract<Effect, { type: 'alias' | 'unalias' | 'label' }>[]
  counts: boolean
}

export const noChanges = (): Changes => ({
  events: [],
  quarantine: [],
  reports: new Map(),
  saves: new Map(),
  signs: new Map(),
  others: [],
  counts: false,
})

export const collect = (changes: Changes, effects: readonly Effect[]): void => {
  for (const effect of effects)
    switch (effect.type) {
      case 'save': {
        const key = sessionKey(effect.session)
        changes.saves.set(key, { session: effect.session, from: changes.saves.get(key)?.from ?? effect.from })
        changes.signs.delete(key)
        break
      }
      case 'sign': {
        const key = sessionKey(effect.session)
        const save = changes.saves.get(key)
        if (save) changes.saves.set(key, { ...save, session: effect.session })
        else changes.signs.set(key, effect.session)
        break
      }
      case 'report':
        changes.reports.set(sessionKey(effect.session), effect.session)
        break
      case 'counts':
        changes.counts = true
        break
      case 'alias':
      case 'unalias':
      case 'label':
        changes.others.push(effect)
        break
    }
}

/** What goes to the rollup of it. */
export const rowsOf = (changes: Changes, receivedAt: number): OutboxRow[] => {
  const sessions = Array.from(changes.reports.values(), (session) => JSON.stringify(toSessionRow(session)))
  return outboxRows(receivedAt, { events: changes.events, quarantine: changes.quarantine, sessions })
}
