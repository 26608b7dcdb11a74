/** Starts the servers that rooms are measured against, each as its makers run it, and nothing on them but one room. */
import { type ChildProcess, fork } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildSync } from 'esbuild'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { root } from '../../scripts/build.ts'
import { undoLater } from '../support/cleanup.ts'
import { freePort } from '../support/ports.ts'

export type Peer = {
  readonly url: string
  readonly stop: () => Promise<void>
}

const startNodePeer = async (script: string, path: string): Promise<Peer> => {
  const port = await freePort()
  const server = fork(join(import.meta.dirname, script), [String(port)], { execArgv: [] })
  const stop = undoLater(() => void server.kill('SIGKILL'))
  await untilListening(port, server)
  return {
    url: `http://127.0.0.1:${port}${path}`,
    stop: () => Promise.resolve(stop()),
  }
}

export const startWs = (): Promise<Peer> => startNodePeer('ws-server.ts', '/')
export const startSocketIo = (): Promise<Peer> => startNodePeer('socket-io-server.ts', '/socket.io/?EIO=4&transport=websocket')

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1')
    probe.once('connect', () => resolve(true)).once('error', () => resolve(false))
    probe.once('connect', () => probe.destroy())
  })

const untilListening = async (port: number, server: ChildProcess): Promise<void> => {
  const deadline = Date.now() + 20_000
  while (!(await isListening(port))) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error('a peer does not listen')
    await sleep(50)
  }
}

/** In the runtime that the platform runs in, on a socket of its own: no proxy is in front of either. */
export const startPartyserver = async (): Promise<Peer> => {
  const port = await freePort()
  const outfile = join(root, 'dist/bench/partyserver-worker.js')
  buildSync({
    entryPoints: [join(root, 'bench/peers/partyserver-worker.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    minify: true,
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
  })
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: await freePort(),
      cf: false,
      log: new Log(LogLevel.ERROR),
      workers: [
        {
          name: 'partyserver',
          modules: [{ type: 'ESModule', path: outfile }],
          modulesRoot: join(outfile, '..'),
          compatibilityDate: '2026-11-02',
          compatibilityFlags: ['nodejs_compat'],
          durableObjects: { ROOM: { className: 'Room', useSQLite: true } },
          unsafeDirectSockets: [{ host: '127.0.0.1', port }],
        },
      ],
    }),
  )
  await miniflare.ready
  return { url: `http://127.0.0.1:${port}/parties/room/bench`, stop: () => miniflare.dispose() }
}
