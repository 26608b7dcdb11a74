/** The command line of replay. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import type { Speed } from './pace.ts'
import type { SendOptions } from './sender.ts'

export const usage = `npm run replay -- FILE [options]

Streams FILE (NDJSON, .gz or not) into an app, then compares the platform's metrics with counts of its own.
Exit code: 0 no difference, 1 differences, 2 could not run, 130 interrupted. Running again resumes: ids dedupe.

  --app PK:SK        the app's key pair                       (default: the demo app of dev.json)
  --url URL          where the platform is                    (default: of dev.json)
  --dev FILE         which dev.json                           (default: .prost/dev.json)
  --speed N|max      N times real-life pace, by the gaps of occurred_at, each cut to 60 s of file time;
                     events the app has already are passed over (default: 1). max: as fast as answers come, all of them
  --duplicate K      send every event K times in all          (default: 1)
  --batch N          events a request, 1 to 1000              (default: 100)
  --concurrency N    requests at a time                       (default: 4)
  --gzip             compress the requests
  --patience S       give up after S seconds without success  (default: 120)
  --json             print the result as JSON
  --demo             send the file round after round under fresh ids until stopped, and compare nothing
`

export type ReplayOptions = SendOptions & {
  readonly file: string
  readonly url: string
  readonly key: string
  readonly secret: string
  readonly patienceMs: number
  readonly json: boolean
  readonly demo: boolean
}

/** Something is wrong with the command line, in words for the person who typed it. */
export class UsageError extends Error {}

const devFile = z.object({ url: z.url(), app: z.object({ key: z.string(), secret: z.string() }) })

const positive = (name: string, text: string, max: number): number => {
  const n = Number(text)
  if (!(n > 0 && n <= max)) throw new UsageError(`--${name} must be a number above 0 and at most ${max}`)
  return n
}

const count = (name: string, text: string, max: number): number => {
  const n = positive(name, text, max)
  if (!Number.isInteger(n)) throw new UsageError(`--${name} must be a whole number`)
  return n
}

const speedOf = (text: string): Speed => (text === 'max' ? 'max' : positive('speed', text, 1_000_000))

const readDev = (path: string): z.infer<typeof devFile> => {
  try {
    return devFile.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new UsageError(`${path} can not be read: start the platform (npm start), or give --app and --url`, { cause })
  }
}

const keyPair = (text: string): { key: string; secret: string } => {
  const [key, secret, ...rest] = text.split(':')
  if (!key || !secret || rest.length > 0) throw new UsageError('--app must be PUBLIC_KEY:SECRET_KEY')
  return { key, secret }
}

const flags = {
  app: { type: 'string' },
  url: { type: 'string' },
  dev: { type: 'string', default: '.prost/dev.json' },
  speed: { type: 'string', default: '1' },
  duplicate: { type: 'string', default: '1' },
  batch: { type: 'string', default: '100' },
  concurrency: { type: 'string', default: '4' },
  gzip: { type: 'boolean', default: false },
  patience: { type: 'string', default: '120' },
  json: { type: 'boolean', default: false },
  demo: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: true })
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** Null: help was asked for. */
export const parseOptions = (argv: readonly string[]): ReplayOptions | null => {
  const { values, positionals } = parse(argv)
  if (values.help) return null
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new UsageError('exactly one FILE is needed')
  const dev = values.app === undefined || values.url === undefined ? readDev(values.dev) : null
  const { key, secret } = values.app === undefined ? (dev?.app ?? keyPair('')) : keyPair(values.app)
  return {
    file,
    url: values.url ?? dev?.url ?? '',
    key,
    secret,
    speed: speedOf(values.speed),
    duplicate: count('duplicate', values.duplicate, 100),
    batch: count('batch', values.batch, 1_000),
    concurrency: count('concurrency', values.concurrency, 64),
    gzip: values.gzip,
    patienceMs: positive('patience', values.patience, 86_400) * 1_000,
    json: values.json,
    demo: values.demo,
  }
}
