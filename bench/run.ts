/** `npm run bench -- ingest|auth|channel|pages|rooms|match [--quick] [--only part,…]`: measures, prints a table, writes `bench/results/`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build, root } from '../scripts/build.ts'
import { authParts, isAuthPart, runAuth } from './auth/auth.ts'
import { plans as authPlans } from './auth/plan.ts'
import { channelParts, isChannelPart, runChannel } from './channel/channel.ts'
import { plans as channelPlans } from './channel/plan.ts'
import { ingestParts, isIngestPart, runIngest } from './ingest/ingest.ts'
import { plans as ingestPlans } from './ingest/plan.ts'
import { isPagesPart, pagesParts, runPages } from './pages/pages.ts'
import { isRoomsPart, roomsParts, runRooms } from './rooms/rooms.ts'
import { plans as roomsPlans } from './rooms/plan.ts'
import { isMatchPart, matchParts, runMatch } from './match/match.ts'
import { plans as matchPlans } from './match/plan.ts'
import { machine } from './support/machine.ts'
import type { Section } from './support/section.ts'
import { printSection } from './support/section.ts'

const usage = `npm run bench -- ingest|auth|channel|pages|rooms|match [options]

  --quick          about a minute: shorter rounds, smaller sizes
  --only A,B       only these parts of
                     ingest: ${ingestParts.join(', ')}
                     auth: ${authParts.join(', ')}
                     channel: ${channelParts.join(', ')}
                     pages: ${pagesParts.join(', ')}
                     rooms: ${roomsParts.join(', ')}
                     match: ${matchParts.join(', ')}
  --file FILE      for ingest: real events to send (NDJSON, .gz or not)      (default: test/data/irc-ubuntu-5000.ndjson.gz)

Ratios are the result: both sides of each are measured in the same run on the same machine.`

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    file: { type: 'string', default: join(root, 'test/data/irc-ubuntu-5000.ndjson.gz') },
    only: { type: 'string' },
  },
  allowPositionals: true,
})

const size = values.quick ? 'quick' : 'full'

/** The parts that were asked for; null when one of the names is none. */
const wanted = <Part extends string>(all: readonly Part[], isPart: (name: string) => name is Part): Part[] | null => {
  const names = values.only === undefined ? [...all] : values.only.split(',')
  const parts = names.filter(isPart)
  return parts.length === names.length ? parts : null
}

/** Null when there is no such bench or part. */
const sectionsOf = (bench: string | undefined): AsyncGenerator<Section> | null => {
  if (bench === 'ingest') {
    const parts = wanted(ingestParts, isIngestPart)
    return parts && runIngest(parts, resolve(values.file), ingestPlans[size])
  }
  if (bench === 'channel') {
    const parts = wanted(channelParts, isChannelPart)
    return parts && runChannel(parts, channelPlans[size])
  }
  if (bench === 'pages') {
    const parts = wanted(pagesParts, isPagesPart)
    return parts && runPages(parts)
  }
  if (bench === 'rooms') {
    const parts = wanted(roomsParts, isRoomsPart)
    return parts && runRooms(parts, roomsPlans[size])
  }
  if (bench === 'match') {
    const parts = wanted(matchParts, isMatchPart)
    return parts && runMatch(parts, matchPlans[size])
  }
  if (bench !== 'auth') return null
  const parts = wanted(authParts, isAuthPart)
  return parts && runAuth(parts, authPlans[size])
}

const save = (name: string, sections: readonly Section[]): string => {
  const folder = join(root, 'bench/results')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name}.json`)
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), quick: values.quick, machine: machine(), sections }, null, 2)}\n`)
  return file
}

const main = async (): Promise<number> => {
  const [bench, ...more] = positionals
  const running = more.length > 0 ? null : sectionsOf(bench)
  if (bench === undefined || running === null) {
    console.error(usage)
    return 2
  }
  console.log(machine())
  await build()
  const sections: Section[] = []
  for await (const section of running) {
    console.log(`\n${printSection(section)}`)
    sections.push(section)
  }
  console.log(`\n${save(bench, sections)}`)
  return 0
}

process.exitCode = await main()
