/** What a Channel's object holds in memory, over its SQLite. Made when it is first needed: a channel that ended leaves nothing behind. */
import { newAuditNote } from '../../contract/audit.ts'
import type { ChannelAct, ChannelSecret, ChannelSetup, ViewerBeat } from '../../contract/channel.ts'
import { Presence } from '../../domain/channel/presence.ts'
import type { Audience } from '../../domain/channel/presence.ts'
import { migrate } from '../runtime/migrations.ts'
import { ChannelKeeper } from './channel-keeper.ts'
import { channelMigrations } from './channel-migrations.ts'
import { ChannelStore } from './channel-store.ts'
import { LabSecrets } from './lab-secrets.ts'
import { NoteCourier } from './note-courier.ts'

type NewSecret = { readonly secret: string; readonly overlapMs: number; readonly act: ChannelAct }

export class ChannelParts {
  readonly store: ChannelStore
  readonly secrets: LabSecrets
  readonly keeper: ChannelKeeper
  readonly courier: NoteCourier
  readonly #storage: DurableObjectStorage
  readonly #presence: Presence

  constructor(storage: DurableObjectStorage, now: number, onChanged: (now: number) => void) {
    migrate(storage, channelMigrations)
    this.#storage = storage
    const store = (this.store = new ChannelStore(storage.sql))
    this.secrets = new LabSecrets(storage.sql)
    this.courier = new NoteCourier(store, now)
    this.keeper = new ChannelKeeper({ storage, store, onNotes: (at) => this.courier.noted(at), onChanged })
    this.#presence = new Presence(store.sample(), now)
  }

  beat(beat: ViewerBeat, now: number): void {
    this.#keepingSample(() => this.#presence.beat(beat, now))
  }

  audience(now: number): Audience {
    return this.#keepingSample(() => this.#presence.audience(now))
  }

  /** With its note, or not at all. Its act is the operator's; the secret itself is in no note. */
  addSecret(setup: ChannelSetup, { secret, overlapMs, act }: NewSecret, now: number): ChannelSecret[] {
    this.#storage.transactionSync(() => {
      this.store.saveSetup(setup)
      const id = this.secrets.add(secret, overlapMs, now)
      const object = { kind: 'channel', id: setup.channel_id }
      const data = { secret_id: id, overlap_s: Math.round(overlapMs / 1_000) }
      this.store.addNote(newAuditNote({ at: now, action: 'channel.secret_added', object, data, ...act }))
    })
    this.keeper.learned(setup)
    this.courier.noted(now)
    return this.secrets.list(now)
  }

  /** Without it an instance that begins anew would have everybody speak at once. */
  #keepingSample<T>(work: () => T): T {
    const before = this.#presence.sample
    const result = work()
    if (this.#presence.sample !== before) this.store.saveSample(this.#presence.sample)
    return result
  }
}
