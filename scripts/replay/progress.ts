/** How far the sending is: a bar on a terminal, a plain line every few seconds elsewhere. */
// oxlint-disable-next-line typescript/triple-slash-reference -- ambient types can not be imported, and tests reach this file from another tsconfig
/// <reference path="./cli-progress.d.ts" />
import { Presets, SingleBar } from 'cli-progress'
import { whole } from './table.ts'

const lineEveryMs = 5_000

export type Progress = {
  /** One more event of the file was handed over. */
  step: () => void
  /** A line that stays. */
  note: (text: string) => void
  stop: () => void
}

const barProgress = (total: number): Progress => {
  const format = '{bar} {percentage} % │ {value}/{total} events │ {eta_formatted} left'
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true }, Presets.shades_classic)
  bar.start(total, 0)
  return {
    step: () => bar.increment(),
    note: (text) => process.stderr.write(`\r\u001b[K${text}\n`),
    stop: () => bar.stop(),
  }
}

const lineProgress = (total: number, log: (text: string) => void): Progress => {
  let done = 0
  const timer = setInterval(
    () => log(`${whole(done)} of ${whole(total)} events (${Math.floor((done / Math.max(total, 1)) * 100)} %)`),
    lineEveryMs,
  )
  timer.unref()
  return { step: () => void (done += 1), note: log, stop: () => clearInterval(timer) }
}

export const makeProgress = (total: number, log: (text: string) => void): Progress =>
  process.stderr.isTTY ? barProgress(total) : lineProgress(total, log)
