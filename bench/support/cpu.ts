/** CPU time of the local runtime (workerd), read from /proc: Linux only. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

type Stat = { readonly command: string; readonly parent: number; readonly ticks: number }

/** `pid (command) state ppid … utime stime …`: the command may contain spaces, so the fields are counted from its end. */
const statOf = (pid: string): Stat | null => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const command = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
    return { command, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }
  } catch {
    // The process ended between the listing and the reading.
    return null
  }
}

/** Of every workerd this process started; null where there is no /proc. */
export const runtimeCpuMs = (): number | null => {
  if (!existsSync('/proc/self/stat')) return null
  const own = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
  const runtimes = own.filter((stat) => stat !== null && stat.parent === process.pid && stat.command.startsWith('workerd'))
  return runtimes.reduce((sum, stat) => sum + ((stat?.ticks ?? 0) * 1_000) / ticksPerSecond, 0)
}
