/** Driving a channel in tests: made by its operator, spoken to by a LAB that signs, watched through the public doors. */
import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { Webhook } from 'standardwebhooks'
import { channelStatus, channelWithSecret } from '../../contract/channel.ts'
import type { ChannelRpc, ChannelSettings, ChannelSetup, ChannelStatus } from '../../contract/channel.ts'
import { channelId, newId } from '../../contract/ids.ts'
import type { LabReport } from '../../contract/lab.ts'
import type { AppSettings } from '../../contract/keys.ts'
import { newLabSecret } from '../../domain/channel/lab-secret.ts'
import { channelName } from '../../durable-objects/names.ts'
import type { Channel } from '../../durable-objects/channel/channel.ts'
import { syncFetch } from '../../workers/sync/app.ts'
import { syncDeps } from '../../workers/sync/deps.ts'
import type { SyncBindings } from '../../workers/sync/sync-env.ts'
import { seedApp } from './seed.ts'

export type Init = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string }
export type SyncDoor = (path: string, init?: Init) => Promise<Response>

/** A door with an isolate's memory of its own. `bindings` replaces what the Worker is bound to. */
export const syncDoor = (bindings: Partial<SyncBindings> = {}): SyncDoor => {
  const answer = syncFetch(syncDeps(() => Date.now(), sharedPause()))
  return async (path, init = {}) =>
    answer(new Request(`http://prost.test${path}`, init), { ...env, EDGE_CACHE: 'platform', ...bindings }, createExecutionContext())
}

/** One timer for all who wait at once: here they are one request of the test's, which may have 10,000; in a Worker each has its own. */
const sharedPause = () => {
  let next: Promise<void> | null = null
  return (ms: number): Promise<void> => {
    next ??= scheduler.wait(ms).then(() => void (next = null))
    return next
  }
}

export type SeededChannel = { readonly app: AppSettings; readonly setup: ChannelSetup; readonly lab: Lab }

type SeedOptions = { readonly app?: AppSettings; readonly name?: string; readonly settings?: Partial<ChannelSettings> }

/** A channel in the kernel with a secret in its object, as the operator's route makes it. */
export const seedChannel = async ({ app, name = 'test channel', settings = {} }: SeedOptions = {}): Promise<SeededChannel> => {
  const of = app ?? (await seedApp()).app
  const all = { target_duration_s: null, dvr_window_s: 0, low_latency: false, public_objects: false, ...settings }
  const setup: ChannelSetup = { app_id: of.app_id, channel_id: channelId.parse(newId()), name, settings: all }
  await env.KERNEL_DB.prepare('INSERT INTO channels (app_id, channel_id, name, settings, created_at) VALUES (?, ?, ?, ?, ?)')
    .bind(of.app_id, setup.channel_id, name, JSON.stringify(all), Date.now())
    .run()
  const secret = newLabSecret()
  await objectOf(setup).addSecret(setup, secret, 0, { actor: { kind: 'system', id: null }, request_id: null })
  return { app: of, setup, lab: new Lab(setup.channel_id, secret) }
}

/** A new stub each time: an old one breaks with its instance. */
export const objectOf = ({ app_id, channel_id }: Pick<ChannelSetup, 'app_id' | 'channel_id'>): DurableObjectStub<Channel> =>
  env.CHANNEL.getByName(channelName(app_id, channel_id))

type Said = { readonly id?: string; readonly at?: Date; readonly secret?: string }

/** A LAB of one rendition with segments of two seconds. */
export class Lab {
  readonly channel: string
  secret: string
  run = 'run-1'
  /** The newest segment's number. */
  newest = 9
  #seq = 0

  constructor(channel: string, secret: string) {
    this.channel = channel
    this.secret = secret
  }

  /** The next report, three segments long. */
  report(changes: Partial<LabReport> = {}): LabReport {
    this.#seq += 1
    const from = this.newest - 2
    const segments = [0, 1, 2].map((i) => ({
      uri: `${this.run}/360p/${from + i}.m4s`,
      duration: 2,
      program_date_time: new Date(Date.now() - (3 - i) * 2_000).toISOString(),
    }))
    return {
      channel_id: channelId.parse(this.channel),
      seq: this.#seq,
      sent_at: new Date().toISOString(),
      state: 'on_air',
      now_playing: { title: 'Night walk' },
      up_next: [],
      buffer_s: 6,
      renditions: [
        {
          name: '360p',
          bandwidth: 480_000,
          resolution: '640x360',
          codecs: 'avc1.4d401e,mp4a.40.2',
          target_duration: 2,
          media_sequence: from,
          map: `${this.run}/360p/init.mp4`,
          segments,
        },
      ],
      alerts: [],
      ...changes,
    }
  }

  /** The next report with `parts` of the segment that is being made. */
  partly(parts: number): LabReport {
    const report = this.report()
    const open = Array.from({ length: parts }, (_, i) => ({ uri: `${this.run}/360p/${this.newest + 1}.${i}.m4s`, duration: 0.5 }))
    const hint = `${this.run}/360p/${this.newest + 1}.${parts}.m4s`
    return { ...report, renditions: report.renditions.map((rendition) => ({ ...rendition, open_parts: open, preload_hint: hint })) }
  }

  /** The same with one more segment. */
  onward(changes: Partial<LabReport> = {}): LabReport {
    this.newest += 1
    return this.report(changes)
  }

  signed(body: string, { id = newId(), at = new Date(), secret = this.secret }: Said = {}): Init {
    const signature = new Webhook(secret).sign(id, at, body)
    const timestamp = String(Math.floor(at.getTime() / 1_000))
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
    return { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body }
  }

  post(door: SyncDoor, report: LabReport, said: Said = {}): Promise<Response> {
    return door('/v1/lab/status', this.signed(JSON.stringify(report), said))
  }
}

export const statusOf = async (door: SyncDoor, channel: string): Promise<ChannelStatus> => {
  const answer = await door(`/v1/channels/${channel}/status`)
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`expected 200, got ${answer.status}: ${text}`)
  return channelStatus.parse(JSON.parse(text))
}

export const madeChannel = async (answer: Response) => {
  const text = await answer.text()
  if (answer.status !== 201) throw new Error(`expected 201, got ${answer.status}: ${text}`)
  return channelWithSecret.parse(JSON.parse(text))
}

/** Objects that are the real ones, counted by what they were asked; while `failing`, none answers, and while `hanging` none says even that. */
export const countedObjects = () => {
  const state = { failing: false, hanging: false, asked: { report: 0, status: 0, playlist: 0, beat: 0 } }
  const count = (what: keyof typeof state.asked): void => {
    if (state.failing) throw new Error('the object is away')
    state.asked[what] += 1
  }
  const CHANNEL: SyncBindings['CHANNEL'] = {
    getByName: (name) => {
      const real: ChannelRpc = env.CHANNEL.getByName(name)
      return {
        report: async (setup, report) => (count('report'), real.report(setup, report)),
        status: async (setup) => {
          count('status')
          return state.hanging ? new Promise(() => {}) : real.status(setup)
        },
        playlist: async (setup, ask) => (count('playlist'), real.playlist(setup, ask)),
        beat: async (setup, beat) => (count('beat'), real.beat(setup, beat)),
        health: (setup) => real.health(setup),
        addSecret: (setup, secret, overlapMs, act) => real.addSecret(setup, secret, overlapMs, act),
        wake: () => real.wake(),
        close: () => real.close(),
      }
    },
  }
  return { CHANNEL, state }
}

/** A kernel that is away while `away`. */
export const moodyKernel = () => {
  const state = { away: false, asked: 0 }
  const prepare = (sql: string): D1PreparedStatement => {
    state.asked += 1
    if (state.away) throw new Error('D1_ERROR: Network connection lost.')
    return env.KERNEL_DB.prepare(sql)
  }
  return { KERNEL_DB: { prepare } as D1Database, state }
}
