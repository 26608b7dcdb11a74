/** `npm run replay -- FILE`: the command. What it does is in `replay/run.ts`, its options in `replay/options.ts`. */
import { differences } from './replay/compare.ts'
import { GaveUp, Refused } from './replay/client.ts'
import { parseOptions, UsageError, usage } from './replay/options.ts'
import { printReport } from './replay/print.ts'
import { demo, replay } from './replay/run.ts'

class Interrupted extends Error {}

/** The first signal stops after the requests under way; the second at once. */
const haltOnSignal = (): AbortController => {
  const halt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (halt.signal.aborted) process.exit(130)
      halt.abort(new Interrupted('stopped; run the same command again to go on: what was stored is not counted twice'))
    })
  return halt
}

const run = async (): Promise<number> => {
  const options = parseOptions(process.argv.slice(2))
  if (options === null) {
    console.log(usage)
    return 0
  }
  const halt = haltOnSignal()
  if (options.demo) await demo(options, halt, console.error)
  const report = await replay(options, halt, console.error)
  const quarantine = Object.fromEntries(report.receipts.quarantine)
  console.log(options.json ? JSON.stringify({ ...report, receipts: { ...report.receipts, quarantine } }) : printReport(report))
  return differences(report.rows) === 0 ? 0 : 1
}

/** A timer interrupted by the halt throws an AbortError whose cause is the reason. */
const reasonOf = (error: unknown): unknown =>
  error instanceof Error && error.name === 'AbortError' && error.cause !== undefined ? error.cause : error

const explain = (error: unknown): number => {
  const reason = reasonOf(error)
  if (reason instanceof Interrupted) {
    console.error(reason.message)
    return 130
  }
  if (reason instanceof UsageError) console.error(`${reason.message}\n\n${usage}`)
  else if (reason instanceof Refused || reason instanceof GaveUp) console.error(reason.message)
  else console.error(reason)
  return 2
}

process.exitCode = await run().catch(explain)
