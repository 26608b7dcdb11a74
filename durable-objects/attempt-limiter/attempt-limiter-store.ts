/** SQLite of an AttemptLimiter: reads its state back, applies what the machine decided. Synchronous; transactions are the object's. */
import { unused } from '../../domain/limits/gcra.ts'
import { assertNever } from '../runtime/assert-never.ts'
import type { AttemptEffect, AttemptState, Visitor } from './attempt-limiter-machine.ts'
import type { Purpose } from './attempt-policy.ts'

type VisitorRecord = { address: string; used: number; at: number; per_minute: number; guess: number; request: number }
type SharedRecord = { purpose: string; used: number; at: number }
type KnownRecord = { address: string; at: number }

export class AttemptLimiterStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  state(): AttemptState {
    const visitors = this.#sql.exec<VisitorRecord>('SELECT * FROM visitors').toArray()
    const shared = this.#sql.exec<SharedRecord>('SELECT * FROM shared').toArray()
    const known = this.#sql.exec<KnownRecord>('SELECT * FROM known').toArray()
    const used = (purpose: Purpose) => {
      const record = shared.find((row) => row.purpose === purpose)
      return record === undefined ? unused : { used: record.used, at: record.at }
    }
    return {
      visitors: new Map(visitors.map((row) => [row.address, visitor(row)])),
      shared: { guess: used('guess'), request: used('request') },
      known: new Map(known.map((row) => [row.address, row.at])),
    }
  }

  apply(effects: readonly AttemptEffect[]): void {
    for (const effect of effects) this.#apply(effect)
  }

  #apply(effect: AttemptEffect): void {
    switch (effect.type) {
      case 'visitor':
        return effect.visitor === null ? this.#delete('visitors', effect.address) : this.#saveVisitor(effect.address, effect.visitor)
      case 'shared': {
        const { used, at } = effect.used ?? unused
        this.#sql.exec('INSERT OR REPLACE INTO shared (purpose, used, at) VALUES (?, ?, ?)', effect.purpose, used, at)
        return
      }
      case 'known':
        if (effect.at === null) return this.#delete('known', effect.address)
        this.#sql.exec('INSERT OR REPLACE INTO known (address, at) VALUES (?, ?)', effect.address, effect.at)
        return
      default:
        return assertNever(effect)
    }
  }

  #saveVisitor(address: string, { own, perMinute, guess, request }: Visitor): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO visitors (address, used, at, per_minute, guess, request) VALUES (?, ?, ?, ?, ?, ?)',
      address,
      own.used,
      own.at,
      perMinute,
      guess,
      request,
    )
  }

  #delete(from: 'visitors' | 'known', address: string): void {
    this.#sql.exec(`DELETE FROM ${from} WHERE address = ?`, address)
  }
}

const visitor = ({ used, at, per_minute: perMinute, guess, request }: VisitorRecord): Visitor => ({
  own: { used, at },
  perMinute,
  guess,
  request,
})
