/** The platform as `npm start` runs it, in a process group of its own that a test can kill as a whole. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'

export const root = join(import.meta.dirname, '../..')

const app = z.object({ app_id: z.string(), key: z.string(), secret: z.string() })
const person = z.object({ email: z.string(), password: z.string() })

/** `dev.json` as CONTRACT §0 gives it. */
export const devJson = z.object({
  url: z.url(),
  app,
  second_app: app,
  admin: person,
  users: z.array(person).length(4),
  lab: z.object({ channel_id: z.string(), secret: z.string() }),
})
export type DevJson = z.infer<typeof devJson>

export type Running = { readonly dev: DevJson; readonly child: ChildProcess; readonly output: () => string }

export const newState = (): string => mkdtempSync(join(tmpdir(), 'prost-e2e-'))

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

/** Below the range that systems take the ports of outgoing connections from, so that none has it between two starts of the platform. */
export const anyPort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    if (await isFree(port)) return port
  }
}

export const start = async (state: string, port: number, flags: readonly string[] = ['--no-seed', '--no-lab']): Promise<Running> => {
  const args = [join(root, 'scripts/start.ts'), '--port', String(port), '--state', state, ...flags]
  const child = spawn(process.execPath, args, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const file = join(state, 'dev.json')
  await until('the platform is up', () => {
    if (child.exitCode !== null) throw new Error(`the platform ended: ${output}`)
    return existsSync(file) && output.includes('Prost is up')
  })
  return { dev: devJson.parse(JSON.parse(readFileSync(file, 'utf8'))), child, output: () => output }
}

/** SIGKILL to every process of the group at once: nothing gets to say goodbye. */
export const killGroup = async (running: Running): Promise<void> => {
  const ended = exited(running.child)
  process.kill(-groupOf(running), 'SIGKILL')
  await ended
}

export const stop = async (running: Running): Promise<number | null> => {
  const ended = exited(running.child)
  running.child.kill('SIGTERM')
  return ended
}

const groupOf = ({ child }: Running): number => {
  if (child.pid === undefined) throw new Error('the platform has no process')
  return child.pid
}

const exited = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', (code) => resolve(code)))

/** Polls until a condition holds; the deadline only ends a test that has already failed. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>, deadlineMs = 180_000): Promise<void> => {
  const end = Date.now() + deadlineMs
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${deadlineMs} ms in vain: ${what}`)
    await new Promise((wake) => setTimeout(wake, 50))
  }
}

export const authOf = ({ key, secret }: DevJson['app']): Record<string, string> => ({
  'X-Prost-App-Key': key,
  'X-Prost-App-Secret': secret,
})

/** Runs one of the project's scripts to its end. */
export const runScript = (script: string, args: readonly string[]): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('close', (code) => resolve({ code, output }))
  })
