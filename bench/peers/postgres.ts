/**
 * A throw-away PostgreSQL (Debian's) on loopback with the peer's server before it. Everything that makes a commit durable stays on
 * (fsync, synchronous_commit); memory and WAL are sized as an operator would.
 */
import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { BenchApp } from '../support/runtime.ts'
import { undoLater } from '../support/cleanup.ts'
import { freePort } from '../support/ports.ts'

export type Postgres = { readonly url: string; readonly version: string; stored(): Promise<number>; stop(): Promise<void> }

const connections = 16

/** Where Debian keeps the newest server's programs; null without one. */
export const postgresPrograms = (): string | null => {
  const base = '/usr/lib/postgresql'
  if (!existsSync(base)) return null
  const versions = readdirSync(base).toSorted((a, b) => Number(b) - Number(a))
  return versions.map((version) => join(base, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ?? null
}

/** PostgreSQL refuses to run as root: then it runs as the user the package made. */
const unprivileged = (): { uid: number; gid: number } | Record<string, never> => {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

const settings = (port: number, folder: string): string[] =>
  [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'shared_buffers=1GB',
    'max_wal_size=4GB',
    'fsync=on',
    'synchronous_commit=on',
  ].flatMap((setting) => ['-c', setting])

const startCluster = async (bin: string, folder: string, port: number): Promise<ChildProcess> => {
  const user = unprivileged()
  mkdirSync(folder, { recursive: true })
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8'], { ...user, cwd: folder, stdio: 'ignore' })
  return spawn(join(bin, 'postgres'), ['-D', data, ...settings(port, folder)], { ...user, cwd: folder, stdio: 'ignore' })
}

const connect = async (port: number): Promise<Client> => {
  const deadline = Date.now() + 30_000
  for (;;) {
    const client = new Client({ host: '127.0.0.1', port, user: 'bench', database: 'postgres' })
    try {
      await client.connect()
      return client
    } catch (error) {
      if (Date.now() > deadline) throw error
      await sleep(100)
    }
  }
}

const startServer = (args: string[]): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const server = fork(join(import.meta.dirname, 'postgres-server.ts'), args)
    server.once('message', () => resolve(server))
    server.once('exit', (code) => reject(new Error(`the peer's server ended with ${code}`)))
  })

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode === null ? new Promise((resolve) => child.once('exit', () => resolve())) : Promise.resolve()

export const startPostgres = async (bin: string, app: BenchApp): Promise<Postgres> => {
  const folder = mkdtempSync(join(tmpdir(), 'prost-bench-pg-'))
  const [pgPort, port] = [await freePort(), await freePort()]
  const removeFolder = undoLater(() => rmSync(folder, { recursive: true, force: true }))
  const cluster = await startCluster(bin, folder, pgPort)
  // SIGINT is PostgreSQL's fast shutdown: open connections are ended.
  const stopCluster = undoLater(() => void cluster.kill('SIGINT'))
  const admin = await connect(pgPort)
  await admin.query(readFileSync(join(import.meta.dirname, 'postgres-schema.sql'), 'utf8'))
  const version = await admin.query<{ server_version: string }>('show server_version')
  const server = await startServer([String(port), String(pgPort), app.app_id, app.key, app.secret, String(connections)])
  return {
    url: `http://127.0.0.1:${port}`,
    version: version.rows[0]?.server_version ?? 'unknown',
    stored: async () => Number((await admin.query<{ n: string }>('select coalesce(sum(events), 0) as n from counters')).rows[0]?.n),
    stop: async () => {
      server.kill('SIGTERM')
      await admin.end()
      stopCluster()
      await Promise.all([ended(server), ended(cluster)])
      removeFolder()
    },
  }
}
