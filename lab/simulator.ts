/**
 * The LAB plane, simulated: an encoder, a programme, signed reports; and everything that goes wrong with such a thing, on command.
 * Clock and network are given to it: `npm run lab` drives it by the real ones, tests by theirs. One `step` at a time.
 */
import { type LabReport, labAnswer } from '../contract/lab.ts'
import type { Command, Fault } from './commands.ts'
import { Encoder, type EncoderOptions } from './encoder.ts'
import { programmeAt } from './programme.ts'
import { signed, type SignedDelivery } from './sign.ts'

export type SimulatorOptions = EncoderOptions & {
  readonly channelId: LabReport['channel_id']
  /** `whsec_…` */
  readonly secret: string
  /** Hands a report to the platform. Throws when nobody answers. */
  readonly post: (delivery: SignedDelivery) => Promise<Response>
}

/** What the platform said to one report. `status` 0: nobody answered. */
export type Outcome = { readonly seq: number; readonly status: number; readonly applied: boolean | null }

export type Step = { readonly reports: readonly Outcome[]; readonly failure: string | null }

/** A fault's word, and when it ends; null: when told so. */
type Active = { readonly value: string | null; readonly until: number | null }

type Sealed = SignedDelivery & { readonly seq: number }

/** How often it reports when nothing new is there. */
const heartbeatMs = 2_000

/** Of nobody. */
const otherSecret = `whsec_${Buffer.from('a secret that no channel has ever had').toString('base64')}`

export class Simulator {
  private readonly options: SimulatorOptions
  private readonly encoder: Encoder
  private readonly faults = new Map<Fault, Active>()
  /** Not obeyed yet: nothing changes under a step that waits for the network. */
  private readonly told: Command[] = []
  private burst = 0
  /** Held back, to come after the next one. */
  private held: Sealed | null = null
  private lastSeq = 0
  private reportedAt = Number.NEGATIVE_INFINITY

  constructor(options: SimulatorOptions, now: number) {
    this.options = options
    this.encoder = new Encoder(options, now)
  }

  /** Takes effect with the next step. */
  tell(command: Command): void {
    this.told.push(command)
  }

  /** When there is something to do next; epoch ms. */
  dueAt(now: number): number {
    const times = [this.reportedAt + heartbeatMs, ...[...this.faults.values()].flatMap(({ until }) => until ?? [])]
    const running = !this.faults.has('freeze') && !this.isAway
    return this.told.length > 0 ? now : Math.max(now, Math.min(...times, running ? this.encoder.dueAt : Infinity))
  }

  /** Makes and uploads the media that is due, and reports. Never throws: what fails is in the answer and tried again by a later step. */
  async step(now: number): Promise<Step> {
    for (const command of this.told.splice(0)) this.obey(command, now)
    for (const [fault, { until }] of this.faults) if (until !== null && until <= now) this.end(fault, now)
    if (this.faults.has('silence')) return this.quiet(now)
    const upload = this.isAway ? { isNew: false, failure: null } : await this.upload(now)
    const isDue = upload.isNew || this.burst > 0 || now >= this.reportedAt + heartbeatMs
    return { reports: isDue ? await this.report(now) : [], failure: upload.failure }
  }

  private obey(command: Command, now: number): void {
    switch (command.kind) {
      case 'fault':
        this.faults.set(command.fault, { value: command.value, until: command.forS === null ? null : now + command.forS * 1_000 })
        if (command.fault === 'freeze') this.encoder.freeze(now)
        return
      case 'restart':
        return this.encoder.restart(now)
      case 'burst':
        this.burst = command.count
        return
      case 'ok':
        for (const fault of this.faults.keys()) this.end(fault, now)
        return
      default:
        command satisfies never
    }
  }

  /** Nothing of it reaches the bucket. */
  private get isAway(): boolean {
    return this.faults.has('silence') || this.faults.has('off_air')
  }

  private quiet(now: number): Step {
    this.reportedAt = now
    return { reports: [], failure: null }
  }

  private end(fault: Fault, now: number): void {
    this.faults.delete(fault)
    if (fault === 'freeze') this.encoder.thaw(now)
    // Reports at once that all is well again.
    this.reportedAt = Number.NEGATIVE_INFINITY
  }

  private async upload(now: number): Promise<{ isNew: boolean; failure: string | null }> {
    let isNew = false
    try {
      isNew = await this.encoder.advance(now)
      await this.encoder.removeOld(now)
      return { isNew, failure: null }
    } catch (error) {
      return { isNew, failure: String(error) }
    }
  }

  private async report(now: number): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    this.reportedAt = now
    for (const delivery of this.deliveries(now)) outcomes.push(await this.deliver(delivery))
    return outcomes
  }

  /** The reports that go out now, as often and in the order that the faults make of them. */
  private deliveries(now: number): Sealed[] {
    const count = Math.max(1, this.burst)
    this.burst = 0
    const fresh = Array.from({ length: count }, () => this.sealed(now))
    const twice = this.faults.has('duplicate') ? fresh.flatMap((delivery) => [delivery, delivery]) : fresh
    return this.inOrder(twice)
  }

  private inOrder(fresh: readonly Sealed[]): Sealed[] {
    const { held } = this
    this.held = null
    const [first, ...others] = fresh
    if (held !== null) return [...fresh, held]
    if (!this.faults.has('reorder') || first === undefined) return [...fresh]
    this.held = first
    return others
  }

  private sealed(now: number): Sealed {
    const report = this.reportAt(now + Number(this.faults.get('skew')?.value ?? 0) * 1_000)
    const secret = this.faults.has('bad_signature') ? otherSecret : this.options.secret
    return { ...signed(secret, `lab-${report.seq}`, Date.parse(report.sent_at), JSON.stringify(report)), seq: report.seq }
  }

  /** By the LAB's own clock. */
  private reportAt(clock: number): LabReport {
    this.lastSeq = Math.max(this.lastSeq + 1, clock)
    const offAir = this.faults.has('off_air')
    const degraded = this.faults.has('degraded')
    const code = this.faults.get('alert')?.value
    return {
      channel_id: this.options.channelId,
      seq: this.lastSeq,
      sent_at: new Date(clock).toISOString(),
      state: offAir ? 'off_air' : degraded ? 'degraded' : 'on_air',
      ...(offAir ? { now_playing: null, up_next: programmeAt(clock).up_next } : programmeAt(clock)),
      buffer_s: degraded ? 0.4 : 6,
      encoder: { name: 'prost-lab', version: '1' },
      renditions: offAir ? [] : this.encoder.renditions,
      alerts: [
        ...(degraded ? [{ code: 'encoder_overloaded', severity: 'warning' as const, message: 'The encoder drops pictures.' }] : []),
        ...(code ? [{ code, severity: 'warning' as const }] : []),
      ],
    }
  }

  private async deliver(delivery: Sealed): Promise<Outcome> {
    const { seq } = delivery
    try {
      const answer = await this.options.post(delivery)
      const body: unknown = await answer.json().catch(() => null)
      return { seq, status: answer.status, applied: labAnswer.safeParse(body).data?.applied ?? null }
    } catch {
      return { seq, status: 0, applied: null }
    }
  }
}
