/** One replay from start to judgement: count, send, wait until it shows, compare. Prints nothing but progress. */
import { Client } from './client.ts'
import { compare, type Row } from './compare.ts'
import { demoEvents } from './demo.ts'
import { countedFromFile, Ledger } from './counts.ts'
import type { ReplayOptions } from './options.ts'
import { type ExportedEvent, Platform } from './platform.ts'
import { makeProgress, type Progress } from './progress.ts'
import { readEvents } from './read-events.ts'
import { type Receipts, Sender } from './sender.ts'

export type Report = {
  readonly rows: readonly Row[]
  readonly receipts: Receipts
  readonly seconds: number
  readonly stored: { readonly before: number; readonly file: number; readonly foreign: number }
}

/** How long the metrics may need to show what was sent. */
const freshDeadlineMs = 60_000

type FileCount = { readonly events: number; readonly unsound: ReadonlySet<string> }

/** Adds the file to the ledger. `unsound`: ids of events the platform must put into quarantine, and pings, which it may. */
const countFile = async (file: string, ledger: Ledger): Promise<FileCount> => {
  let events = 0
  const unsound = new Set<string>()
  for await (const event of readEvents(file)) {
    events += 1
    const counted = countedFromFile(event.value, event.id, Buffer.byteLength(JSON.stringify(event.value)))
    if (counted === null || counted.type === 'session.ping') unsound.add(event.id)
    else ledger.add(counted)
  }
  return { events, unsound }
}

const readBack = async (platform: Platform, ledger: Ledger, sender: Sender, unsound: ReadonlySet<string>, endedAt: number) => {
  const own = new Set(ledger.ids)
  const metrics = async () => platform.metricsAfter(endedAt, freshDeadlineMs)
  await metrics()
  const first = await platform.exportEvents()
  for (const event of first) ledger.add(event)
  const before = ledger.totals()
  const shown = await metrics()
  const byType = await countTypes(platform, before.byType.keys(), first)
  for (const event of await platform.exportEvents()) ledger.add(event)
  const ids = new Set(first.map((event) => event.id))
  const seen = {
    metrics: shown,
    lateMs: Math.max(0, endedAt - Date.parse(shown.as_of)),
    byType,
    missing: [...own].filter((id) => !ids.has(id)).length,
    repeated: first.length - ids.size,
    wronglyQuarantined: [...sender.receipts.quarantine.keys()].filter((id) => !unsound.has(id)).length,
    mismatches: await platform.mismatches(),
  }
  return { rows: compare(before, ledger.totals(), seen), foreign: ledger.ids.size - own.size }
}

const dayMs = 86_400_000

const countTypes = async (platform: Platform, types: Iterable<string>, stored: readonly ExportedEvent[]): Promise<Map<string, number>> => {
  const oldest = stored.reduce((at, event) => Math.min(at, Date.parse(event.received_at)), Date.now())
  const from = new Date(Math.floor(oldest / dayMs) * dayMs)
  const to = new Date((Math.floor(Date.now() / dayMs) + 1) * dayMs)
  const counts = new Map<string, number>()
  for (const type of types) counts.set(type, await platform.eventsOfType(type, from, to))
  return counts
}

/** `halt` ends it early: its reason is thrown. `log` takes what is to be said outside of the progress bar. */
export const replay = async (options: ReplayOptions, halt: AbortController, log: (text: string) => void): Promise<Report> => {
  let progress: Progress | null = null
  const say = (text: string): void => (progress ?? { note: log }).note(text)
  const onTrouble = (why: string | null): void => say(why === null ? 'the platform answers again' : `waiting for the platform: ${why}`)
  const client = new Client({ ...options, signal: halt.signal, onTrouble })
  const platform = new Platform(client)

  const ledger = new Ledger()
  for (const event of await platform.exportEvents()) ledger.add(event)
  const prior = new Set(ledger.ids)
  const { events, unsound } = await countFile(options.file, ledger)
  const file = ledger.ids.size - prior.size
  say(`${options.file}: ${events} events, ${file} of them new to the app, which holds ${prior.size}`)

  progress = makeProgress(events, log)
  const startedAt = Date.now()
  const sender = new Sender(client, options, halt)
  const passed = (id: string): boolean => options.speed !== 'max' && prior.has(id)
  try {
    await sender.send(readEvents(options.file), passed, progress.step)
  } finally {
    progress.stop()
    progress = null
  }
  const seconds = (Date.now() - startedAt) / 1_000
  const { rows, foreign } = await readBack(platform, ledger, sender, unsound, client.answeredBefore)
  return { rows, receipts: sender.receipts, seconds, stored: { before: prior.size, file, foreign } }
}

/** Sends until `halt`, whose reason is thrown; needs no scope but telemetry. */
export const demo = async (options: ReplayOptions, halt: AbortController, log: (text: string) => void): Promise<void> => {
  const onTrouble = (why: string | null): void => log(why === null ? 'the platform answers again' : `waiting for the platform: ${why}`)
  const client = new Client({ ...options, signal: halt.signal, onTrouble })
  const never = (): boolean => false
  await new Sender(client, options, halt).send(demoEvents(options.file), never, () => {})
}
