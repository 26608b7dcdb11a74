/**
 * `npm run dead-letters -- list | replay <id|all> [--dev FILE] [--url URL --token TOKEN]`: reads the messages that kept failing, and
 * sends them into their queue again. Where and with which OPS_TOKEN comes from dev.json, or from the options, or from the environment.
 */
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { pageOf } from '../contract/operation.ts'
import { deadLetterSummary } from '../contract/operations/ops.ts'
import type { DeadLetterSummary } from '../contract/operations/ops.ts'

const usage = 'npm run dead-letters -- list | replay <id|all> [--dev .prost/dev.json] [--url URL --token OPS_TOKEN]'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dev: { type: 'string', default: '.prost/dev.json' },
    url: { type: 'string' },
    token: { type: 'string' },
  },
})

const devFile = z.object({ url: z.url(), ops_token: z.string() })

/** The platform to ask: what is not said is that of a local start. */
const platform = (): { readonly url: string; readonly token: string } => {
  const dev = existsSync(values.dev) ? devFile.parse(JSON.parse(readFileSync(values.dev, 'utf8'))) : null
  const url = values.url ?? dev?.url
  const token = values.token ?? process.env['OPS_TOKEN'] ?? dev?.ops_token
  if (url === undefined || token === undefined) throw new Error(`there is no ${values.dev}: start the platform, or give --url and --token`)
  return { url, token }
}

const ask = async (method: 'GET' | 'POST', path: string): Promise<unknown> => {
  const { url, token } = platform()
  const answer = await fetch(new URL(`/v1/ops/dead-letters${path}`, url), { method, headers: { Authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return answer.json()
}

const page = pageOf(deadLetterSummary)

async function* letters(state?: 'waiting'): AsyncGenerator<DeadLetterSummary> {
  let cursor: string | null = ''
  while (cursor !== null) {
    const query = new URLSearchParams({ limit: '200', ...(state && { state }), ...(cursor !== '' && { cursor }) })
    const answer: z.infer<typeof page> = page.parse(await ask('GET', `?${query}`))
    yield* answer.data
    cursor = answer.next_cursor
  }
}

const list = async (): Promise<void> => {
  let count = 0
  for await (const letter of letters()) {
    count++
    const state = letter.replayed_at === null ? 'waiting' : `replayed ${letter.replayed_at}`
    console.log(
      `${letter.id}  ${letter.stored_at}  app ${letter.app_id ?? '?'}  ${letter.attempts} attempts  ${state}\n    ${letter.error.split('\n')[0]}`,
    )
  }
  console.log(`${count} dead letters`)
}

const replay = async (id: string): Promise<void> => {
  await ask('POST', `/${encodeURIComponent(id)}/replay`)
  console.log(`${id} is in its queue again`)
}

/** What fails again comes back as a new dead letter, so the list is read to its end before anything is sent. */
const replayAll = async (): Promise<void> => {
  const waiting: DeadLetterSummary[] = []
  for await (const letter of letters('waiting')) waiting.push(letter)
  for (const { id } of waiting) await replay(id)
  console.log(`${waiting.length} replayed`)
}

const run = async ([command, id, ...rest]: readonly string[]): Promise<void> => {
  if (command === 'list' && id === undefined) return list()
  if (command === 'replay' && id !== undefined && rest.length === 0) return id === 'all' ? replayAll() : replay(id)
  console.error(usage)
  process.exitCode = 2
}

try {
  await run(positionals)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
