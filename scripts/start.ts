/**
 * `npm start`: build what is stale, start every Worker on one origin, migrate, seed, and say where everything is.
 * `DIR/dev.json` is written last, when all of it answers. Options: --port --state --no-lab --no-seed --modes.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { announceRestart } from './announce-restart.ts'
import { build, root } from './build.ts'
import { type LocalSecrets, loadSecrets } from './local-secrets.ts'
import { mediaKey } from '../domain/channel/media-key.ts'
import { migrate } from './migrate.ts'
import { endOrphans, noteRuntime } from './orphans.ts'
import { freePort } from './port.ts'
import { type Platform, startPlatform } from './platform.ts'
import { clearOldMedia, type MediaDoor, openMediaDoor } from './media-door.ts'
import { demoChannel, seedChannel } from './seed-channel.ts'
import { seed } from './seed.ts'
import { type RunningLab, startLab } from './start-lab.ts'

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8787' },
    state: { type: 'string', default: '.prost' },
    lab: { type: 'boolean', default: true },
    seed: { type: 'boolean', default: true },
    /** A file with a JSON array of mode manifests, beside the platform's own. */
    modes: { type: 'string' },
  },
  allowNegative: true,
})

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const main = async (): Promise<void> => {
  const state = resolve(options.state)
  const devJson = join(state, 'dev.json')
  rmSync(devJson, { force: true })
  await endOrphans(state)
  const port = await freePort(Number(options.port))
  const secrets = loadSecrets(state)
  say('prost: building …')
  await build()
  const platform = await startPlatform({
    port,
    state,
    secrets: { OPS_TOKEN: secrets.ops_token, IDENTITY_SECRET: secrets.identity_secret },
    gateway: { SHELL_CHANNEL: secrets.lab.channel_id, SHELL_APP_KEY: secrets.apps[0].key },
    ...(options.modes === undefined ? {} : { modes: readFileSync(resolve(options.modes), 'utf8') }),
    onRestart: () => {
      noteRuntime(state)
      say('prost: the runtime died and is up again')
    },
  })
  noteRuntime(state)
  await migrate(platform.miniflare)
  await seed(platform.miniflare, secrets)
  await seedChannel(platform.miniflare, secrets)
  await untilReady(platform.url)
  const labs = await openLabs(platform, secrets)
  const stopCrons = runCrons(platform)
  let demo: ChildProcess | null = null
  onSignal(async () => {
    rmSync(devJson, { force: true })
    demo?.kill('SIGKILL')
    stopCrons()
    await labs.end()
    await tellRooms(platform.url, secrets.ops_token)
    await platform.stop()
  })
  writeFileSync(devJson, JSON.stringify(describe(platform.url, secrets, labs), null, 2), { mode: 0o600 })
  if (options.seed) demo = startDemo(devJson)
  announce(platform.url, secrets, devJson)
}

/** Who is in a room comes back when the next start is up. The stop goes on whatever comes of it. */
const tellRooms = async (url: string, opsToken: string): Promise<void> => {
  try {
    await announceRestart(url, { opsToken, afterMs: 5_000, boundMs: 3_000 })
  } catch (error) {
    process.stderr.write(`prost: people in rooms were not told: ${String(error)}\n`)
  }
}

/** Every binding answers, or this throws with what does not. */
const untilReady = async (url: string): Promise<void> => {
  const deadline = Date.now() + 60_000
  for (;;) {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch((error: unknown) => error)
    if (answer instanceof Response && answer.ok) return
    if (Date.now() > deadline) throw new Error(`not ready: ${answer instanceof Response ? await answer.text() : String(answer)}`)
    await new Promise((wake) => setTimeout(wake, 100))
  }
}

/** The crons of production, once now (objects may have deadlines from before a crash) and then every minute. */
const runCrons = (platform: Platform): (() => void) => {
  const tick = (): void => void platform.tick().catch((error: unknown) => process.stderr.write(`prost: a cron failed: ${String(error)}\n`))
  tick()
  const timer = setInterval(tick, 60_000)
  return () => clearInterval(timer)
}

type Labs = { readonly token: string; readonly door: MediaDoor; readonly lab: RunningLab | null; readonly end: () => Promise<void> }

/** Media that no playlist names any more: the longest window an operator may choose, and more. */
const oldMediaMs = 6 * 3_600_000

/** The way into the bucket, and unless --no-lab the simulator that uses it; it is heard when this resolves. */
const openLabs = async ({ miniflare, url }: Platform, secrets: LocalSecrets): Promise<Labs> => {
  const prefix = mediaKey(demoChannel(secrets), '')
  await clearOldMedia(miniflare, prefix, oldMediaMs)
  const token = randomBytes(24).toString('base64url')
  const door = await openMediaDoor({ miniflare, prefix, token })
  const { channel_id: channelId, secret } = secrets.lab
  const lab = options.lab ? await startLab({ url, channelId, secret, mediaUrl: door.url, token }) : null
  const end = async (): Promise<void> => {
    await Promise.all([door.close(), lab?.end()])
  }
  return { token, door, lab, end }
}

/** Replays the bundled sample of real chat into the demo tenant at its own pace, so that the page is alive. */
const startDemo = (devJson: string): ChildProcess => {
  const script = join(root, 'scripts/replay.ts')
  const sample = join(root, 'test/data/irc-ubuntu-5000.ndjson.gz')
  return spawn(process.execPath, [script, sample, '--dev', devJson, '--speed', '1', '--demo'], { stdio: 'ignore' })
}

const describe = (url: string, secrets: LocalSecrets, { token, door, lab }: Labs) => {
  const [app, second_app] = secrets.apps.map(({ app_id, key, secret }) => ({ app_id, key, secret }))
  const person = ({ email, password }: LocalSecrets['admin']) => ({ email, password })
  return {
    url,
    app,
    second_app,
    admin: person(secrets.admin),
    users: secrets.users.map(person),
    lab: { ...secrets.lab, media_url: door.url, token, control_url: lab?.controlUrl ?? null },
    ops_token: secrets.ops_token,
  }
}

const announce = (url: string, secrets: LocalSecrets, devJson: string): void => {
  const [app] = secrets.apps
  say(`
  Prost is up

    channel   ${url}/
    pages     ${url}/admin
    operator  ${secrets.admin.email}
    password  ${secrets.admin.password}
    API       ${url}/v1   (for people: ${url}/docs)
    app key   ${app.key}
    secret    ${app.secret}
    mails     ${url}/dev/mail
    all of it ${devJson}

  Try it:
    curl ${url}/v1/events -H 'X-Prost-App-Key: ${app.key}' -H 'X-Prost-App-Secret: ${app.secret}' \\
      -H 'Content-Type: application/json' -d '{"type":"interaction.hello","actor_id":"me"}'

  Ctrl-C stops it.
`)
}

const onSignal = (stop: () => Promise<void>): void => {
  let stopping = false
  const end = (): void => {
    if (stopping) return
    stopping = true
    void stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`prost: ${String(error)}\n`)
        process.exit(1)
      },
    )
  }
  // Miniflare's own hook exits at once, before the runtime has closed its files: ours takes its place.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal).on(signal, end)
}

await main()
