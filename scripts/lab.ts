/**
 * `npm run lab`: the LAB plane, simulated. Beside `npm start -- --no-lab` it needs nothing: addresses and secrets are in the state folder.
 *
 *     npm run lab                                   in front of the platform at home; commands as lines on standard input
 *     npm run lab -- say silence 30                 tells the one that `npm start` runs
 *     LAB_SECRET=whsec_… S3_ACCESS_KEY_ID=… S3_SECRET_ACCESS_KEY=… npm run lab -- --url https://example.com --channel ID \
 *       --media https://ACCOUNT.r2.cloudflarestorage.com/prost-media/channels/APP/ID/segments
 *
 * Options: --dev FILE (.prost/dev.json), --parts (low latency), --keep SECONDS (how long media stays in the store, 300), --control PORT.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { channelId } from '../contract/ids.ts'
import { readCommand, usage } from '../lab/commands.ts'
import { openControl } from '../lab/control.ts'
import { type Driver, drive } from '../lab/drive.ts'
import { readLoop } from '../lab/loop.ts'
import type { MediaStore } from '../lab/media-store.ts'
import { s3MediaStore, uploadMediaStore } from '../lab/media-stores.ts'
import type { SignedDelivery } from '../lab/sign.ts'
import { Simulator, type Step } from '../lab/simulator.ts'

const { values: options, positionals } = parseArgs({
  options: {
    dev: { type: 'string', default: '.prost/dev.json' },
    url: { type: 'string' },
    channel: { type: 'string' },
    secret: { type: 'string' },
    media: { type: 'string' },
    parts: { type: 'boolean', default: false },
    keep: { type: 'string', default: '300' },
    control: { type: 'string' },
  },
  allowPositionals: true,
})

const devJson = z.object({
  url: z.url(),
  lab: z.object({ channel_id: z.string(), secret: z.string(), media_url: z.url(), token: z.string(), control_url: z.url().nullable() }),
})

const say = (line: string): void => void process.stdout.write(`lab: ${line}\n`)
const stopWith = (why: string): never => {
  process.stderr.write(`lab: ${why}\n`)
  process.exit(1)
}

const dev = existsSync(options.dev) ? devJson.parse(JSON.parse(readFileSync(options.dev, 'utf8'))) : null

/** From the command line, the environment, the state folder; in this order. */
const chosen = (what: string, ...places: readonly (string | undefined)[]): string =>
  places.find((place) => place !== undefined) ?? stopWith(`no ${what}: is the platform started (npm start), or give --${what}`)

const speak = async (line: string): Promise<void> => {
  const control = dev?.lab.control_url ?? stopWith(`no LAB runs with the platform of ${options.dev}`)
  const headers = { Authorization: `Bearer ${dev?.lab.token ?? ''}` }
  const answer = await fetch(control, { method: 'POST', headers, body: line, signal: AbortSignal.timeout(10_000) })
  say((await answer.text()).trim())
  process.exitCode = answer.ok ? 0 : 1
}

const storeOf = (media: string): MediaStore => {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey, LAB_TOKEN: token } = process.env
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return s3MediaStore(media, { accessKeyId, secretAccessKey })
  return uploadMediaStore(media, chosen('token', token, dev?.lab.token))
}

/** One line for each change, and no more: it runs for days. */
const reporter = (): ((step: Step) => void) => {
  let last = ''
  return ({ reports, failure }) => {
    for (const { status, applied } of reports) {
      const now = status === 0 ? 'nobody answers' : status !== 200 ? `refused: ${status}` : applied ? 'heard' : 'heard, without effect'
      if (now !== last) say(now)
      last = now
    }
    if (failure !== null) say(failure)
  }
}

const poster = (url: string) => {
  const target = new URL('/v1/lab/status', url)
  return ({ headers, body }: SignedDelivery): Promise<Response> =>
    fetch(target, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) })
}

const listen = (driver: Driver): void => {
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    const read = readCommand(line)
    if (read.ok) driver.tell(read.command)
    say(read.ok ? 'done' : read.why)
  })
}

const main = async (): Promise<void> => {
  const url = chosen('url', options.url, dev?.url)
  const simulator = new Simulator(
    {
      channelId: channelId.parse(chosen('channel', options.channel, dev?.lab.channel_id)),
      secret: chosen('secret', options.secret, process.env['LAB_SECRET'], dev?.lab.secret),
      post: poster(url),
      loop: readLoop(join(import.meta.dirname, '../lab/media')),
      store: storeOf(chosen('media', options.media, dev?.lab.media_url)),
      window: 6,
      keepMs: Number(options.keep) * 1_000,
      parts: options.parts,
    },
    Date.now(),
  )
  const report = reporter()
  let heard = false
  const driver = drive(simulator, (step) => {
    report(step)
    // The start script waits for this.
    if (!heard && step.reports.some(({ applied }) => applied)) process.send?.({ heard: true })
    heard ||= step.reports.some(({ applied }) => applied)
  })
  const control =
    options.control === undefined
      ? null
      : await openControl(Number(options.control), chosen('token', process.env['LAB_TOKEN']), driver.tell)
  if (control !== null) process.send?.({ control_url: control.url })
  if (process.send === undefined) {
    say(`commands:\n${usage}`)
    listen(driver)
  }
  const end = (): void => void driver.end().then(() => process.exit(0))
  process.on('SIGINT', end).on('SIGTERM', end).on('disconnect', end)
}

if (positionals[0] === 'say') await speak(positionals.slice(1).join(' '))
else if (positionals.length > 0) stopWith(`what is ${positionals[0]}? Only "say" and a command`)
else await main()
