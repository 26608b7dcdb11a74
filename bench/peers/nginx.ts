/** nginx that serves given bytes as files: the peer of the channel's documents. Debian's package, installed when missing. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { installDebian } from '../../scripts/chromium.ts'
import { freePort } from '../support/ports.ts'

export type Nginx = {
  readonly url: string
  /** `path` answers `body` from now on. */
  readonly lend: (path: string, body: string) => void
  readonly stop: () => void
}

const isThere = (): boolean => spawnSync('nginx', ['-v'], { stdio: 'ignore' }).status === 0

/** One worker a core, as Debian sets it up; no log, which the others do not write either. */
const configuration = (folder: string, port: number): string => `
worker_processes auto;
daemon off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000;
  open_file_cache max=100;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; root ${folder}/files; }
}
`

/** Null where it is not to be had. */
export const startNginx = async (): Promise<Nginx | null> => {
  if (!isThere() && !(installDebian('nginx-light') && isThere())) return null
  const folder = mkdtempSync(join(tmpdir(), 'prost-nginx-'))
  // Its workers are another user when root starts it.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const config = join(folder, 'nginx.conf')
  writeFileSync(config, configuration(folder, port))
  const server = spawn('nginx', ['-e', join(folder, 'error.log'), '-c', config], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  await untilAnswering(url, server)
  return {
    url,
    lend: (path, body) => {
      const file = join(folder, 'files', path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, body)
    },
    stop: () => {
      server.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const untilAnswering = async (url: string, server: ChildProcess): Promise<void> => {
  const deadline = Date.now() + 10_000
  for (;;) {
    if ((await fetch(url).catch(() => null)) !== null) return
    if (server.exitCode !== null || Date.now() > deadline) throw new Error('nginx does not answer')
    await new Promise((wake) => setTimeout(wake, 50))
  }
}
