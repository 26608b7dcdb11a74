/** A Person's object made of maps, with rows of JSON text. */
import type { ConsentState } from '../../contract/consent.ts'
import { matchPlace } from '../../domain/matching/place.ts'
import type { ConsentRecord } from '../../domain/realtime/consent-chain.ts'
import { stepPerson } from '../../durable-objects/person/person-machine.ts'
import { personMessage } from '../../durable-objects/person/person-messages.ts'
import type { PersonMessage } from '../../durable-objects/person/person-messages.ts'
import type { PersonEffect, PersonInput, PersonState } from '../../durable-objects/person/person-state.ts'
import {
  blockRow,
  consentIndexRow,
  placeRow,
  restorePerson,
  restrictionRow,
  warningRow,
} from '../../durable-objects/person/person-state.ts'
import { ids } from './room-host.ts'

export const me = ids.user(1)

export class Person {
  readonly rows = {
    blocks: new Map<string, string>(),
    restrictions: new Map<string, string>(),
    loaded: new Map<string, string>(),
    warnings: new Map<string, string>(),
    consents: new Map<string, string>(),
    places: new Map<string, string>(),
    match: new Map<string, string>(),
  }
  state: PersonState = this.#restored()
  told: PersonMessage[] = []
  now = 1_795_000_000_000

  input(input: PersonInput): number | null {
    const { effects, retryAfterMs } = stepPerson(this.state, input, this.now)
    this.told = []
    for (const effect of effects) this.#run(effect)
    return retryAfterMs
  }

  #run(effect: PersonEffect): void {
    const { blocks, restrictions, loaded, warnings, consents, places, match } = this.rows
    switch (effect.type) {
      case 'save_block':
        return void blocks.set(effect.row.peer, JSON.stringify(effect.row))
      case 'save_restriction':
        return void restrictions.set(effect.row.action_id, JSON.stringify(effect.row))
      case 'drop_restriction':
        return void restrictions.delete(effect.action)
      case 'save_loaded':
        return void loaded.set('', '{}')
      case 'save_warning':
        return void warnings.set(effect.row.action_id, JSON.stringify(effect.row))
      case 'drop_warning':
        return void warnings.delete(effect.action)
      case 'save_consent':
        return void consents.set(effect.row.id, JSON.stringify(effect.row))
      case 'drop_consent':
        return void consents.delete(effect.id)
      case 'save_place':
        return void places.set(effect.row.room, JSON.stringify(effect.row))
      case 'drop_place':
        return void places.delete(effect.room)
      case 'save_match':
        return void match.set('', JSON.stringify(effect.row))
      case 'tell':
        // As the outbox keeps it.
        return void this.told.push(personMessage.parse(JSON.parse(JSON.stringify(effect.message))))
    }
  }

  restart(): void {
    this.state = this.#restored()
  }

  #restored(): PersonState {
    const read = (texts: Map<string, string>): unknown[] => [...texts.values()].map((text) => JSON.parse(text) as unknown)
    return restorePerson(ids.app, me, {
      blocks: read(this.rows.blocks).map((row) => blockRow.parse(row)),
      restrictions: read(this.rows.restrictions).map((row) => restrictionRow.parse(row)),
      isLoaded: this.rows.loaded.size > 0,
      warnings: read(this.rows.warnings).map((row) => warningRow.parse(row)),
      consents: read(this.rows.consents).map((row) => consentIndexRow.parse(row)),
      places: read(this.rows.places).map((row) => placeRow.parse(row)),
      matchPlace: read(this.rows.match).map((row) => matchPlace.parse(row))[0] ?? null,
    })
  }
}

/** One of mine to the second person. */
export const consentOf = (n: number, state: ConsentState, at: number): ConsentRecord => ({
  id: ids.consent(n),
  from: me,
  to: ids.user(2),
  purpose: 'private_call',
  state,
  requestedAt: at,
  decidedAt: null,
  expiresAt: at + 60_000,
  revokedBy: null,
  session: null,
})
