/**
 * The runtime is a child process, and a start script that is killed with SIGKILL leaves it behind: on the port, with the
 * databases open. So each start notes its runtime's process id in the state folder, and the next one ends what is left of it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Process = { readonly pid: number; readonly parent: number; readonly command: string }

const noteIn = (state: string): string => join(state, 'runtime.pids')

/** Notes the runtime processes of this start script. Call again when the runtime was restarted. */
export const noteRuntime = (state: string): void => {
  const own = processes().filter(({ parent, command }) => parent === process.pid && command.includes('workerd'))
  writeFileSync(noteIn(state), own.map(({ pid }) => pid).join('\n'))
}

/** Ends runtimes that an earlier start script left behind, and waits until they are gone. */
export const endOrphans = async (state: string): Promise<void> => {
  if (!existsSync(noteIn(state))) return
  const noted = new Set(readFileSync(noteIn(state), 'utf8').split('\n').map(Number))
  const orphans = (): Process[] => processes().filter(({ pid, command }) => noted.has(pid) && command.includes('workerd'))
  for (const { pid } of orphans()) process.kill(pid, 'SIGKILL')
  while (orphans().length > 0) await new Promise((wake) => setTimeout(wake, 20))
  rmSync(noteIn(state))
}

/** Every process; none where there is no `ps`: then a runtime that was left behind shows as a port that is taken. */
const processes = (): Process[] => {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' })
  return (stdout ?? '')
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, command = '']) => ({ pid: Number(pid), parent: Number(parent), command }))
}
