/** The schema and the vectors for LABs: the platform's own reader and verifier agree with each of them, and so does who has only them. */
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { labClockToleranceMs, labReport } from '../../contract/lab.ts'
import { namedIn, TestLab } from '../support/lab.ts'

const headers = z.object({ 'webhook-id': z.string(), 'webhook-timestamp': z.string(), 'webhook-signature': z.string() })
const vectorsFile = z.object({
  signatures: z.array(
    z.object({ name: z.string(), secret: z.string(), received_at: z.iso.datetime(), headers, body: z.string(), accepted: z.boolean() }),
  ),
  reports: z.array(z.object({ name: z.string(), valid: z.boolean(), report: z.unknown() })),
})

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/api/lab', name), 'utf8'))
const { signatures, reports } = vectorsFile.parse(read('vectors.json'))
type Vector = (typeof signatures)[number]

const ajv = new Ajv2020({ strict: true })
addFormats.default(ajv)
const followsSchema = ajv.compile(z.record(z.string(), z.unknown()).parse(read('schema.json')))

afterEach(() => {
  vi.useRealTimers()
})

const libraryAccepts = ({ secret, body, headers: sent, received_at: at }: Vector): boolean => {
  vi.useFakeTimers({ now: Date.parse(at) })
  try {
    new Webhook(secret).verify(body, sent, { jsonParse: false })
    return true
  } catch {
    return false
  }
}

/** From the specification alone: HMAC-SHA256 of `id.timestamp.body`, one of the `v1` signatures, the clock. */
const specificationAccepts = ({ secret, body, headers: sent, received_at: at }: Vector): boolean => {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = sent
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const right = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  return signature.split(' ').includes(right) && Math.abs(Date.parse(at) - Number(timestamp) * 1_000) <= labClockToleranceMs
}

describe('signatures', () => {
  test.each(signatures.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    expect(libraryAccepts(vector)).toBe(vector.accepted)
    expect(specificationAccepts(vector)).toBe(vector.accepted)
  })

  test('there are some of both kinds', () => {
    expect(signatures.filter(({ accepted }) => accepted).length).toBeGreaterThanOrEqual(5)
    expect(signatures.filter(({ accepted }) => !accepted).length).toBeGreaterThanOrEqual(5)
  })
})

describe('reports', () => {
  test.each(reports.map((vector) => [vector.name, vector] as const))('%s', (_, { report, valid }) => {
    expect(labReport.safeParse(report).success).toBe(valid)
    expect(followsSchema(report), ajv.errorsText(followsSchema.errors)).toBe(valid)
  })

  test('what the simulator sends follows the schema', async () => {
    const lab = new TestLab({ parts: true })
    lab.tell('degraded')
    const posted = await lab.run(5)
    expect(posted.some(({ report }) => namedIn(report).length > 0)).toBe(true)
    for (const { report } of posted) expect(followsSchema(report), ajv.errorsText(followsSchema.errors)).toBe(true)
  })
})
