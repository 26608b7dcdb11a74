/** Drives a simulator by the clock on the wall, until told to end. */
import type { Command } from './commands.ts'
import type { Simulator, Step } from './simulator.ts'

export type Driver = {
  readonly tell: (command: Command) => void
  /** Resolves when the step that runs has ended, and no other begins. */
  readonly end: () => Promise<void>
}

/** What failed is tried again this much later. */
const retryMs = 500

export const drive = (simulator: Simulator, onStep: (step: Step) => void): Driver => {
  const ended = new AbortController()
  let wake = (): void => undefined
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const step = await simulator.step(Date.now())
      onStep(step)
      const now = Date.now()
      if (!ended.signal.aborted) await pause(Math.max(simulator.dueAt(now) - now, step.failure === null ? 0 : retryMs))
    }
  }
  const running = run()
  return {
    tell: (command) => {
      simulator.tell(command)
      wake()
    },
    end: () => {
      ended.abort()
      wake()
      return running
    },
  }
}
