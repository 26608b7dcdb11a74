/** The crowd as the bench drives it: many sockets in a process of its own, the same for every server. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { undoLater } from '../support/cleanup.ts'
import type { DialectName } from './dialects.ts'

export type Place = {
  readonly name: DialectName
  readonly url: string
  /** One for each, or none where nobody asks. */
  readonly tokens: readonly string[]
  readonly count: number
  /** 0: all at once. */
  readonly perSecond: number
}

export type Round = {
  readonly messages: number
  /** 0: all at once. */
  readonly everyMs: number
}

export type CrowdTask =
  | { readonly do: 'open'; readonly place: Place }
  | { readonly do: 'say'; readonly round: Round }
  | { readonly do: 'leave' }

export type Opened = {
  readonly did: 'open'
  readonly seconds: number
  readonly refusals: number
  /** Of those that got in, the most within one second. */
  readonly peakPerSecond: number
}

export type Said = {
  readonly did: 'say'
  /** From the first message sent to the last delivery. */
  readonly seconds: number
  readonly deliveries: number
  readonly lost: number
  /** Sockets that heard something else, or in another order, than the first one. */
  readonly differing: number
  /** Sockets that closed by themselves since they were opened. */
  readonly broken: number
  /** Milliseconds from sending to each delivery. */
  readonly p50: number
  readonly p99: number
}

export type CrowdReport = Opened | Said | { readonly did: 'leave' }

export type Crowd = {
  readonly open: (place: Place) => Promise<Opened>
  readonly say: (round: Round) => Promise<Said>
  readonly leave: () => Promise<void>
  readonly end: () => void
}

export const startCrowd = (): Crowd => {
  const child = fork(join(import.meta.dirname, 'crowd-process.ts'))
  const end = undoLater(() => void child.kill('SIGKILL'))
  const ask = (task: CrowdTask): Promise<CrowdReport> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`the crowd ended with ${code}`))
      child.once('exit', ended)
      child.once('message', (report: CrowdReport | null) => {
        child.off('exit', ended)
        if (report === null) reject(new Error(`the crowd could not ${task.do}`))
        else resolve(report)
      })
      child.send(task)
    })
  const wrong = (report: CrowdReport): never => {
    throw new Error(`the crowd did ${report.did}`)
  }
  return {
    open: async (place) => {
      const report = await ask({ do: 'open', place })
      return report.did === 'open' ? report : wrong(report)
    },
    say: async (round) => {
      const report = await ask({ do: 'say', round })
      return report.did === 'say' ? report : wrong(report)
    },
    leave: async () => void (await ask({ do: 'leave' })),
    end,
  }
}
