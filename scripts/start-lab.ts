/** The LAB simulator beside the platform: a process of its own, which ends with this one, however this one ends. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import * as z from 'zod'

export type RunningLab = {
  /** Where it takes commands. */
  readonly controlUrl: string
  readonly end: () => Promise<void>
}

export type LabProcessOptions = {
  readonly url: string
  readonly channelId: string
  readonly secret: string
  readonly mediaUrl: string
  /** Of the media door and of its control. */
  readonly token: string
}

const said = z.union([z.object({ control_url: z.url() }), z.object({ heard: z.literal(true) })])

/** Resolves when its first report took effect. */
export const startLab = async ({ url, channelId, secret, mediaUrl, token }: LabProcessOptions): Promise<RunningLab> => {
  const args = ['--dev', '', '--url', url, '--channel', channelId, '--media', mediaUrl, '--control', '0']
  const child = fork(join(import.meta.dirname, 'lab.ts'), args, {
    env: { ...process.env, LAB_SECRET: secret, LAB_TOKEN: token },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const controlUrl = await new Promise<string>((resolve, reject) => {
    let control = ''
    child.on('message', (message) => {
      const news = said.parse(message)
      if ('control_url' in news) control = news.control_url
      else resolve(control)
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the LAB ended with ${code}`)))
    setTimeout(() => reject(new Error('the LAB is not heard')), 60_000).unref()
  })
  child.once('exit', (code) => code === 0 || process.stderr.write(`prost: the LAB ended with ${code}\n`))
  return {
    controlUrl,
    end: () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}
