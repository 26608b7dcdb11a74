/**
 * `node scripts/verify-audit.ts EXPORT.ndjson [--key JWK|FILE|THUMBPRINT]`: verifies an audit export with nothing but the file. Give
 * the key as it was kept from `GET /v1/audit/anchors`; without one, only the file itself says whose signatures it carries.
 * Ends with 0 when everything fits, 1 when it does not, 2 when it was called wrongly.
 */
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { verifyExport } from '../domain/audit/verify-export.ts'
import type { KnownKey } from '../domain/audit/verify-export.ts'
import { verdictText } from './audit/verdict.ts'
import { linesOf } from './audit/lines.ts'

const usage = 'node scripts/verify-audit.ts EXPORT.ndjson [--key JWK|FILE|THUMBPRINT]'

const jwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() })
/** A JWK by itself, or the answer that carries it. */
const keyFile = z.union([jwk, z.object({ key: jwk }).transform(({ key }) => key)])

const knownKey = (given: string): KnownKey => {
  if (/^[A-Za-z0-9_-]{43}$/.test(given)) return { thumbprint: given }
  const text = given.trimStart().startsWith('{') ? given : readFileSync(given, 'utf8')
  return { x: keyFile.parse(JSON.parse(text)).x }
}

const run = async (): Promise<number> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { key: { type: 'string' } } })
  const [file, ...rest] = positionals
  if (file === undefined || rest.length > 0 || !existsSync(file)) throw new Error(usage)
  const known = values.key === undefined ? null : knownKey(values.key)
  const report = await verifyExport(linesOf(createReadStream(file, 'utf8')), known)
  process.stdout.write(verdictText(report))
  return report.ok ? 0 : 1
}

try {
  process.exitCode = await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
