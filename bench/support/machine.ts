/** What it ran on, in a line. */
import { cpus, totalmem } from 'node:os'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { root } from '../../scripts/build.ts'

const workerdVersion = (): string => {
  const file = join(root, 'node_modules/workerd/package.json')
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version
}

export const machine = (): string => {
  const [cpu] = cpus()
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, workerd ${workerdVersion()}; load and servers share the cores`
}
