/** The started platform with a LAB that the test breaks: its reports, its picture, its way into the bucket, and the runtime itself. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { channelId } from '../../contract/ids.ts'
import { readCommand } from '../../lab/commands.ts'
import { type Driver, drive } from '../../lab/drive.ts'
import { readLoop } from '../../lab/loop.ts'
import type { MediaStore } from '../../lab/media-store.ts'
import { uploadMediaStore } from '../../lab/media-stores.ts'
import type { SignedDelivery } from '../../lab/sign.ts'
import { Simulator } from '../../lab/simulator.ts'
import { anyPort, killGroup, newState, type Running, start, stop, until } from './platform-process.ts'

const doorOf = z.object({ lab: z.object({ media_url: z.url(), token: z.string() }) })

export class OutageStage {
  /** Closes the LAB's way into the bucket. */
  bucketFails = false
  readonly #state: string
  readonly #port: number
  #running: Running
  #lab: Driver
  /** The door into the bucket is another one after each start. */
  #store: MediaStore

  private constructor(port: number, state: string, running: Running) {
    this.#port = port
    this.#state = state
    this.#running = running
    this.#store = this.#openStore()
    this.#lab = this.#startLab()
  }

  static async start(): Promise<OutageStage> {
    const [port, state] = [await anyPort(), newState()]
    return new OutageStage(port, state, await start(state, port))
  }

  get url(): string {
    return this.#running.dev.url
  }

  get live(): string {
    return `${this.url}/live/${this.#running.dev.lab.channel_id}`
  }

  /** A line of `lab/commands.ts`. */
  tell(line: string): void {
    const read = readCommand(line)
    if (!read.ok) throw new Error(read.why)
    this.#lab.tell(read.command)
  }

  /** SIGKILL to the runtime alone: who started it starts another one. Resolves when that is noted. */
  async killRuntime(): Promise<void> {
    const gone = this.#runtimes()
    for (const pid of gone) process.kill(pid, 'SIGKILL')
    await until('another runtime is there', () => this.#runtimes().some((pid) => !gone.includes(pid)))
  }

  /** SIGKILL to everything at once, and all of it again on the same port and folder. The LAB, which is elsewhere, goes on. */
  async killAndRestart(): Promise<void> {
    await killGroup(this.#running)
    this.#running = await start(this.#state, this.#port)
    this.#store = this.#openStore()
  }

  async end(): Promise<void> {
    await this.#lab.end()
    await stop(this.#running)
    rmSync(this.#state, { recursive: true, force: true })
  }

  #runtimes(): number[] {
    return readFileSync(join(this.#state, 'runtime.pids'), 'utf8').split('\n').filter(Boolean).map(Number)
  }

  #openStore(): MediaStore {
    const { lab } = doorOf.parse(JSON.parse(readFileSync(join(this.#state, 'dev.json'), 'utf8')))
    return uploadMediaStore(lab.media_url, lab.token)
  }

  #startLab(): Driver {
    const { lab } = this.#running.dev
    const store: MediaStore = {
      put: (uri, bytes) => (this.bucketFails ? Promise.reject(new Error('the bucket is away')) : this.#store.put(uri, bytes)),
      remove: (uri) => this.#store.remove(uri),
    }
    const options = { loop: readLoop(), store, window: 6, keepMs: 3_600_000, parts: false }
    const identity = { channelId: channelId.parse(lab.channel_id), secret: lab.secret }
    const post = ({ headers, body }: SignedDelivery): Promise<Response> =>
      fetch(`${this.url}/v1/lab/status`, { method: 'POST', headers, body, signal: AbortSignal.timeout(5_000) })
    return drive(new Simulator({ ...options, ...identity, post }, Date.now()), () => undefined)
  }
}
