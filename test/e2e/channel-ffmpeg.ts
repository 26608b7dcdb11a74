/** ffmpeg as a viewer of a channel, and ffprobe over what it was given. */
import { execFile, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Listed } from './channel-playlists.ts'

const run = promisify(execFile)

/** Without it these tests are skipped, which the runner says loudly. */
export const hasFfmpeg = ['ffmpeg', 'ffprobe'].every((tool) => spawnSync(tool, ['-version'], { stdio: 'ignore' }).status === 0)

export type FfmpegViewer = {
  /** Seconds of picture that were decoded. */
  readonly decodedS: () => number
  /** Null while it watches. */
  readonly exitCode: () => number | null
  /** Ends it, and answers all that it said at level `error` and worse. */
  readonly end: () => Promise<string[]>
}

/** Decodes picture and sound of the first rendition as they come. */
export const watchWithFfmpeg = (master: string): FfmpegViewer => {
  const output = ['-map', '0:v:0', '-map', '0:a:0', '-f', 'null', '-']
  const args = ['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'repeat+level+error', '-progress', 'pipe:1', '-i', master, ...output]
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let [said, decodedS] = ['', 0]
  child.stdout.on('data', (chunk: Buffer) => {
    const times = [...chunk.toString().matchAll(/out_time_us=(\d+)/g)]
    decodedS = Number(times.at(-1)?.[1] ?? decodedS * 1e6) / 1e6
  })
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return {
    decodedS: () => decodedS,
    exitCode: () => child.exitCode,
    end: async () => {
      // It ends at the next packet; one that waits for a playlist takes a second signal.
      child.kill('SIGINT')
      const again = setInterval(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearInterval(again)
      return said.split('\n').filter((line) => line !== '')
    },
  }
}

/** Segments that follow one another without a discontinuity. */
export type Island = readonly Listed[]

/** Each once, as the turns of the slate are the same files; without the last one, which may still grow. */
export const islandsOf = (slots: ReadonlyMap<number, Listed>): Island[] => {
  const islands = new Map<number, Listed[]>()
  for (const [, slot] of [...slots].toSorted(([one], [other]) => one - other))
    islands.set(slot.discontinuity, [...(islands.get(slot.discontinuity) ?? []), slot])
  const ended = [...islands.values()].slice(0, -1)
  return [...new Map(ended.map((island) => [island.map(({ uri }) => uri).join(), island])).values()]
}

/** What is wrong with the media of an island: it decodes, and its timestamps grow and last as long as its playlist says. */
export const islandFaults = async (live: string, island: Island): Promise<string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'prost-island-'))
  try {
    const file = join(folder, 'island.mp4')
    const first = island[0]
    if (first === undefined) return []
    const paths = [...(first.map === null ? [] : [first.map]), ...island.map(({ uri }) => uri)]
    writeFileSync(file, Buffer.concat(await Promise.all(paths.map((path) => bytesOf(`${live}/${path}`)))))
    const { stderr } = await run('ffmpeg', ['-nostdin', '-v', 'error', '-i', file, '-f', 'null', '-'])
    const seconds = island.reduce((sum, { durationS }) => sum + durationS, 0)
    const faults = [...(stderr === '' ? [] : [stderr]), ...timeFaults(await packetsOf(file), seconds)]
    return faults.map((fault) => `${first.uri} and ${island.length - 1} more: ${fault}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const bytesOf = async (url: string): Promise<Buffer> => {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}

type Packet = { readonly stream: string; readonly dtsS: number; readonly durationS: number }

const packetsOf = async (file: string): Promise<Packet[]> => {
  const entries = ['-show_entries', 'packet=stream_index,dts_time,duration_time', '-of', 'csv=p=0']
  const { stdout } = await run('ffprobe', ['-v', 'error', ...entries, file], { maxBuffer: 64 * 1024 * 1024 })
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(','))
    .map(([stream = '', dts, duration]) => ({ stream, dtsS: Number(dts), durationS: Number(duration) }))
}

/** A frame of sound or picture, and rounding. Seconds. */
const toleranceS = 0.1

const timeFaults = (packets: readonly Packet[], expectedS: number): string[] =>
  [...Map.groupBy(packets, ({ stream }) => stream)].flatMap(([stream, own]) => {
    const falls = own.filter(({ dtsS }, i) => i > 0 && !(dtsS > (own[i - 1]?.dtsS ?? Infinity)))
    const holes = own.filter(({ dtsS }, i) => i > 0 && dtsS - (own[i - 1]?.dtsS ?? 0) - (own[i - 1]?.durationS ?? 0) > toleranceS)
    const last = own.at(-1)
    const lastsS = (last?.dtsS ?? 0) + (last?.durationS ?? 0) - (own[0]?.dtsS ?? 0)
    return [
      ...falls.map(({ dtsS }) => `stream ${stream}: a timestamp does not grow at ${dtsS}`),
      ...holes.map(({ dtsS }) => `stream ${stream}: a hole before ${dtsS}`),
      ...(Math.abs(lastsS - expectedS) > toleranceS ? [`stream ${stream} lasts ${lastsS} s, its playlist says ${expectedS}`] : []),
    ]
  })
