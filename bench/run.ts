/** `npm run bench -- ingest [--quick] [--file FILE] [--only part,…]`: measures, prints a table, writes `bench/results/`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build, root } from '../scripts/build.ts'
import { ingestParts, type IngestPart, isIngestPart, runIngest } from './ingest/ingest.ts'
import { machine } from './support/machine.ts'
import { plans } from './ingest/plan.ts'
import type { Section } from './support/section.ts'
import { printSection } from './support/section.ts'

const usage = `npm run bench -- ingest [options]

  --quick          about a minute: shorter rounds, smaller sizes
  --file FILE      real events to send (NDJSON, .gz or not)      (default: test/data/irc-ubuntu-5000.ndjson.gz)
  --only A,B       only these parts: ${ingestParts.join(', ')}

Ratios are the result: both sides of each are measured in the same run on the same machine.`

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    file: { type: 'string', default: join(root, 'test/data/irc-ubuntu-5000.ndjson.gz') },
    only: { type: 'string' },
  },
  allowPositionals: true,
})

const wantedParts = (): IngestPart[] | null => {
  const names = values.only === undefined ? [...ingestParts] : values.only.split(',')
  const parts = names.filter(isIngestPart)
  return positionals.length === 1 && positionals[0] === 'ingest' && parts.length === names.length ? parts : null
}

const save = (name: string, sections: readonly Section[]): string => {
  const folder = join(root, 'bench/results')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name}.json`)
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), quick: values.quick, machine: machine(), sections }, null, 2)}\n`)
  return file
}

const main = async (): Promise<number> => {
  const parts = wantedParts()
  if (parts === null) {
    console.error(usage)
    return 2
  }
  console.log(machine())
  await build()
  const sections: Section[] = []
  for await (const section of runIngest(parts, resolve(values.file), values.quick ? plans.quick : plans.full)) {
    console.log(`\n${printSection(section)}`)
    sections.push(section)
  }
  console.log(`\n${save('ingest', sections)}`)
  return 0
}

process.exitCode = await main()
