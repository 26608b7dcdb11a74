/** A LAB in a test: its bucket and its platform are lists, its clock is a number. */
import { Webhook } from 'standardwebhooks'
import { channelId, newId } from '../../contract/ids.ts'
import { type LabReport, labReport } from '../../contract/lab.ts'
import { readCommand } from '../../lab/commands.ts'
import { readLoop } from '../../lab/loop.ts'
import type { SignedDelivery } from '../../lab/sign.ts'
import { Simulator, type Step } from '../../lab/simulator.ts'

export const testSecret = `whsec_${Buffer.from('a secret of this test and no other').toString('base64')}`
export const startedAt = Date.parse('2026-11-21T12:00:00.000Z')

export type Posted = { readonly id: string; readonly signedAt: number; readonly isGenuine: boolean; readonly report: LabReport }

const loop = readLoop()

export class TestLab {
  now = startedAt
  /** What is there, by uri. */
  readonly bucket = new Map<string, Uint8Array>()
  /** What was put again with other bytes. */
  readonly conflicts: string[] = []
  readonly posted: Posted[] = []
  bucketFails = false
  platformAnswers = true
  readonly simulator: Simulator

  constructor({ parts = false, keepMs = 60_000 } = {}) {
    this.simulator = new Simulator(
      {
        loop,
        window: 6,
        keepMs,
        parts,
        channelId: channelId.parse(newId()),
        secret: testSecret,
        store: { put: (uri, bytes) => this.put(uri, bytes), remove: (uri) => Promise.resolve(void this.bucket.delete(uri)) },
        post: (delivery) => this.take(delivery),
      },
      this.now,
    )
  }

  tell(line: string): void {
    const read = readCommand(line)
    if (!read.ok) throw new Error(read.why)
    this.simulator.tell(read.command)
  }

  /** Steps whenever something is due, for so long; what was posted meanwhile. */
  async run(forS: number): Promise<readonly Posted[]> {
    const from = this.posted.length
    const end = this.now + forS * 1_000
    for (;;) {
      await this.step()
      const due = Math.max(this.now + 1, this.simulator.dueAt(this.now))
      if (due > end) break
      this.now = due
    }
    this.now = end
    return this.posted.slice(from)
  }

  step(): Promise<Step> {
    return this.simulator.step(this.now)
  }

  private async put(uri: string, bytes: Uint8Array): Promise<void> {
    if (this.bucketFails) throw new Error('the bucket is away')
    const there = this.bucket.get(uri)
    if (there && Buffer.compare(there, bytes) !== 0) this.conflicts.push(uri)
    this.bucket.set(uri, bytes)
  }

  private async take({ headers, body }: SignedDelivery): Promise<Response> {
    if (!this.platformAnswers) throw new Error('nobody answers')
    const id = headers['webhook-id'] ?? ''
    const signedAt = Number(headers['webhook-timestamp']) * 1_000
    const isGenuine = new Webhook(testSecret).sign(id, new Date(signedAt), body) === headers['webhook-signature']
    this.posted.push({ id, signedAt, isGenuine, report: labReport.parse(JSON.parse(body)) })
    return Response.json({ applied: true })
  }
}

/** Every file that a report names. */
export const namedIn = ({ renditions }: LabReport): string[] =>
  renditions.flatMap(({ map, segments, open_parts: open = [] }) => [
    ...(map ? [map] : []),
    ...segments.flatMap(({ uri, parts = [] }) => [uri, ...parts.map((part) => part.uri)]),
    ...open.map(({ uri }) => uri),
  ])
