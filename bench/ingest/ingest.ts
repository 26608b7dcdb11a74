/** The parts of the ingest bench, in order, each on a runtime of its own so that none works on another's leftovers. */
import { type Runtime, startRuntime } from '../support/runtime.ts'
import type { Section } from '../support/section.ts'
import { cold } from './cold.ts'
import { cost } from './cost.ts'
import { doors } from './doors.ts'
import { freshness } from './freshness.ts'
import type { Plan } from './plan.ts'
import { reading } from './reading.ts'
import { shares } from './shares.ts'
import { throughput } from './throughput.ts'

const onRuntime = async (use: (runtime: Runtime) => Promise<Section>): Promise<Section> => {
  const runtime = await startRuntime()
  try {
    return await use(runtime)
  } finally {
    await runtime.stop()
  }
}

type Part = (file: string, plan: Plan) => Promise<Section>

const parts = {
  cold: (file) => onRuntime((runtime) => cold(runtime, file)),
  freshness: (file, plan) => onRuntime((runtime) => freshness(runtime, file, plan)),
  doors: (file, plan) => onRuntime((runtime) => doors(runtime, file, plan)),
  shares,
  throughput: (file, plan) => onRuntime((runtime) => throughput(runtime, file, plan)),
  reading: (file, plan) => onRuntime((runtime) => reading(runtime, file, plan)),
  cost,
} satisfies Record<string, Part>

export type IngestPart = keyof typeof parts
export const isIngestPart = (name: string): name is IngestPart => Object.hasOwn(parts, name)
export const ingestParts = Object.keys(parts).filter(isIngestPart)

export async function* runIngest(names: readonly IngestPart[], file: string, plan: Plan): AsyncGenerator<Section> {
  for (const name of names) yield await parts[name](file, plan)
}
