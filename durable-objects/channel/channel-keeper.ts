/**
 * The state of a channel: in memory, moved by the machine, and in SQLite before anything that hangs on it is said ([CH] rules in `../SPEC.md`). A
 * reader's step is only stored when it decided something: the machine comes to the same again.
 */
import type { AuditNote } from '../../contract/audit.ts'
import { newAuditNote } from '../../contract/audit.ts'
import type { ChannelSetup } from '../../contract/channel.ts'
import { initialState, step } from './channel-machine.ts'
import type { ChannelEffect, ChannelInput } from './channel-machine.ts'
import type { ChannelState } from './channel-state.ts'
import type { ChannelStore } from './channel-store.ts'

type KeeperDeps = {
  readonly storage: Pick<DurableObjectStorage, 'transactionSync'>
  readonly store: ChannelStore
  /** After the step is stored: notes wait in the outbox, what is shown is not what it was. */
  readonly onNotes: (now: number) => void
  readonly onChanged: (now: number) => void
}

export class ChannelKeeper {
  readonly #deps: KeeperDeps
  #state: ChannelState | null = null
  /** As the doors said last, and as it is stored. */
  #setup: ChannelSetup | null

  constructor(deps: KeeperDeps) {
    this.#deps = deps
    this.#setup = deps.store.setup()
  }

  /** Null before any door spoke of the channel. */
  get setup(): ChannelSetup | null {
    return this.#setup
  }

  /** What is stored of it by now. */
  learned(setup: ChannelSetup): void {
    this.#setup = setup
  }

  /** Null before it was needed. */
  get state(): ChannelState | null {
    return this.#state
  }

  /** The channel at `now`. */
  moved(setup: ChannelSetup, now: number): ChannelState {
    return this.#step(setup, { type: 'tick' }, now).state
  }

  /** Whether a report changed anything. */
  take(setup: ChannelSetup, input: ChannelInput, now: number): boolean {
    return this.#step(setup, input, now).applied
  }

  /** In memory and in SQLite, or in neither. */
  #step(setup: ChannelSetup, input: ChannelInput, now: number): { state: ChannelState; applied: boolean } {
    const { store, storage } = this.#deps
    const held = this.#state ?? store.state()
    const known = step(held ?? initialState(setup, now), { type: 'settings', settings: setup.settings }, now)
    const moved = step(known.state, input, now)
    const effects = [...known.effects, ...moved.effects]
    const notes = effects.filter((effect) => effect.type === 'note').map((effect) => noteOf(setup, effect))
    const isNews = !isSame(this.#setup, setup)
    // A beginning is kept too: another one would number its segments anew.
    if (moved.applied || notes.length > 0 || isNews || held === null) {
      this.#store(() => {
        storage.transactionSync(() => {
          store.saveState(moved.state)
          if (isNews) store.saveSetup(setup)
          for (const note of notes) store.addNote(note)
        })
      })
      this.#setup = setup
    }
    this.#state = moved.state
    if (notes.length > 0) this.#deps.onNotes(now)
    if (effects.some((effect) => effect.type === 'changed')) this.#deps.onChanged(now)
    return moved
  }

  #store(write: () => void): void {
    try {
      write()
    } catch (error) {
      this.#deps.store.reload()
      throw error
    }
  }
}

const isSame = (one: ChannelSetup | null, other: ChannelSetup): boolean => JSON.stringify(one) === JSON.stringify(other)

const noteOf = ({ channel_id }: ChannelSetup, effect: Extract<ChannelEffect, { type: 'note' }>): AuditNote =>
  newAuditNote({
    at: effect.at,
    actor: { kind: 'system', id: null },
    action: effect.action,
    object: { kind: 'channel', id: channel_id },
    outcome: 'decided',
    reason: effect.reason,
    data: { ...effect.data },
  })
