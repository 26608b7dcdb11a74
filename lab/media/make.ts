/**
 * Makes the media of the LAB and the slate: `node lab/media/make.ts`. Needed only to change them, the results are in the repository:
 *
 *     lab/media/{360p,720p}.mp4, loop.json     what the simulator sends as live: H.264 and AAC, 32 s, in chunks of half a second
 *     workers/sync/assets/slate/{version}/     what viewers see while the LAB is away: 8 s, as fragmented MP4 and as MPEG-TS
 *     domain/channel/slate-media.ts            what is in it
 *
 * Needs ffmpeg ≥ 5.1 with libx264 and drawtext (`apt-get install ffmpeg`, `brew install ffmpeg`) and the DejaVu fonts
 * (`apt-get install fonts-dejavu`; elsewhere give their folder as FONTS). Drawing takes ten minutes. Each loop is encoded three times in a row and its middle is kept:
 * there the encoder of the sound has forgotten its silent beginning.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { decodeTimesOf, joined, moved, readFragmented } from '../mp4/boxes.ts'
import { type Period, pictureSource, soundSource } from './picture.ts'
import { slateModule } from './slate-module.ts'

const root = resolve(import.meta.dirname, '../..')
const fonts = process.env['FONTS'] ?? '/usr/share/fonts/truetype/dejavu'
const work = mkdtempSync(join(tmpdir(), 'prost-media-'))

const segmentS = 2
const frameRate = 24
const renditions = [
  { name: '360p', width: 640, height: 360, level: '3.0', codecs: 'avc1.4D401E,mp4a.40.2', kbits: 340, crf: 25 },
  { name: '720p', width: 1280, height: 720, level: '3.1', codecs: 'avc1.4D401F,mp4a.40.2', kbits: 880, crf: 25 },
] as const
type Spec = (typeof renditions)[number]

const ffmpeg = (args: readonly string[]): void =>
  void execFileSync('ffmpeg', ['-y', '-hide_banner', '-loglevel', 'error', ...args], { cwd: work, stdio: 'inherit' })

/** Arguments without blanks in them. */
const words = (line: string): string[] => line.split(/\s+/)

const text = (font: string, size: number, alpha: number, at: string, said: string): string =>
  `drawtext=fontfile=${join(fonts, font)}:fontsize=${size}:fontcolor=white@${alpha}:shadowcolor=black@0.35:shadowx=0:shadowy=2:${at}:text='${said}'`

/** The name in a corner, the time in the loop, and a line that fills with it. */
const liveTitles = [
  text('DejaVuSerif-Italic.ttf', 54, 0.92, 'x=64:y=h-132', 'Voulezvous'),
  text('DejaVuSans.ttf', 22, 0.7, 'x=66:y=h-66', 'on the air, day and night'),
  text('DejaVuSansMono.ttf', 26, 0.75, 'x=w-tw-64:y=h-70', '%{pts\\:gmtime\\:0\\:%M\\\\\\:%S}'),
].join(',')

/** The name in the middle, and that it goes on soon, in both languages of the house. */
const slateTitles = [
  text('DejaVuSerif-Italic.ttf', 124, 0.94, 'x=(w-tw)/2:y=(h-th)/2-40', 'Voulezvous'),
  text('DejaVuSans.ttf', 30, 0.78, 'x=(w-tw)/2:y=h/2+84', 'já voltamos  ·  back in a moment'),
].join(',')

type Programme = { readonly name: string; readonly periodS: Period; readonly chunkS: number }
const live: Programme = { name: 'live', periodS: 32, chunkS: 0.5 }
const slate: Programme = { name: 'slate', periodS: 8, chunkS: segmentS }

/** The picture without loss, once round; with the line that fills in the live one. */
const draw = ({ name, periodS }: Programme, gain: number, titles: string): void => {
  const picture = `${pictureSource(periodS, gain)},${titles}`
  const line = `color=c=white@0.5:s=1152x3:r=${frameRate}:d=${periodS},format=rgba`
  const withLine = `${picture}[p];${line}[l];[p][l]overlay=x='64-1152+1152*mod(t,${periodS})/${periodS}':y=H-28:eval=frame[v]`
  ffmpeg(['-filter_complex', name === 'live' ? withLine : `${picture}[v]`, '-map', '[v]', '-c:v', 'ffv1', `${name}.mkv`])
}

const sound = ({ name, periodS }: Programme, gain: number): void => ffmpeg(['-f', 'lavfi', '-i', soundSource(periodS, gain), `${name}.wav`])

/** A loop as chunks that begin at 0, each track in its own ticks. */
const encode = ({ name, periodS, chunkS }: Programme, { name: rendition, width, height, level, kbits, crf }: Spec): Uint8Array => {
  const file = `${name}-${rendition}.mp4`
  const keys = `keyint=${frameRate * segmentS}:min-keyint=${frameRate * segmentS}:scenecut=0:open-gop=0`
  ffmpeg(
    words(`-stream_loop 2 -i ${name}.mkv -stream_loop 2 -i ${name}.wav -map 0:v -map 1:a -vf scale=${width}:${height}:flags=lanczos
      -c:v libx264 -preset slow -profile:v main -level ${level} -crf ${crf} -maxrate ${kbits - 60}k -bufsize ${kbits - 60}k
      -bf 0 -x264-params ${keys} -pix_fmt yuv420p -video_track_timescale ${frameRate * 512} -c:a aac -b:a 48k -ac 2
      -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -movflags +cmaf+empty_moov+default_base_moof
      -frag_duration ${chunkS * 1e6} ${file}`),
  )
  return middleOf(new Uint8Array(readFileSync(join(work, file))), periodS / chunkS)
}

const middleOf = (file: Uint8Array, count: number): Uint8Array => {
  const { init, chunks } = readFragmented(file)
  if (chunks.length !== 3 * count) throw new Error(`${chunks.length} chunks, not ${3 * count}`)
  const kept = chunks.slice(count, 2 * count)
  const zero = decodeTimesOf(kept[0] ?? new Uint8Array())
  return joined([init, ...kept.map((chunk, i) => moved(chunk, i + 1, (track) => -(zero.get(track) ?? 0)))])
}

const bitsPerS = (bytes: number): number => Math.ceil((bytes * 8) / segmentS / 1000) * 1000

/** What a master playlist says of a rendition; the bandwidth is that of its largest segment. */
const described = (spec: Spec, segments: readonly Uint8Array[]) => ({
  name: spec.name,
  bandwidth: bitsPerS(Math.max(...segments.map(({ length }) => length))),
  resolution: `${spec.width}x${spec.height}`,
  codecs: spec.codecs,
})

const grouped = (chunks: readonly Uint8Array[], size: number): Uint8Array[] =>
  Array.from({ length: chunks.length / size }, (_, i) => joined(chunks.slice(i * size, (i + 1) * size)))

const makeLive = (): void => {
  draw(live, 1, liveTitles)
  sound(live, 0.16)
  const made = renditions.map((spec) => {
    const file = encode(live, spec)
    writeFileSync(join(root, 'lab/media', `${spec.name}.mp4`), file)
    return { ...described(spec, grouped(readFragmented(file).chunks, segmentS / live.chunkS)), frame_rate: frameRate }
  })
  const manifest = { segment_s: segmentS, chunk_s: live.chunkS, renditions: made }
  writeFileSync(join(root, 'lab/media/loop.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** The same media in MPEG-TS, cut where the fragments are. */
const transportStream = (rendition: string, file: Uint8Array, count: number): Buffer[] => {
  writeFileSync(join(work, `${rendition}.mp4`), file)
  ffmpeg(
    words(`-i ${rendition}.mp4 -c copy -fflags +bitexact -f hls -hls_time ${segmentS} -hls_playlist_type vod
      -hls_segment_filename ${rendition}-%d.ts ${rendition}.m3u8`),
  )
  return Array.from({ length: count }, (_, i) => readFileSync(join(work, `${rendition}-${i}.ts`)))
}

const makeSlate = (): void => {
  draw(slate, 0.55, slateTitles)
  sound(slate, 0.05)
  const count = slate.periodS / segmentS
  const made = renditions.map((spec) => {
    const file = encode(slate, spec)
    const { init, chunks } = readFragmented(file)
    const ts = transportStream(spec.name, file, count)
    const files = [
      { path: `fmp4/${spec.name}/init.mp4`, bytes: init },
      ...chunks.map((bytes, i) => ({ path: `fmp4/${spec.name}/${i}.m4s`, bytes })),
      ...ts.map((bytes, i) => ({ path: `ts/${spec.name}/${i}.ts`, bytes })),
    ]
    return { files, rendition: { ...described(spec, ts), frameRate } }
  })
  const files = made.flatMap(({ files: own }) => own)
  const version = createHash('sha256')
    .update(joined(files.map(({ bytes }) => bytes)))
    .digest('hex')
    .slice(0, 8)
  for (const { path, bytes } of files) {
    const target = join(root, 'workers/sync/assets/slate', version, path)
    mkdirSync(join(target, '..'), { recursive: true })
    writeFileSync(target, bytes)
  }
  writeFileSync(
    join(root, 'domain/channel/slate-media.ts'),
    slateModule(
      version,
      made.map(({ rendition }) => rendition),
      count,
      segmentS,
    ),
  )
}

makeSlate()
makeLive()
rmSync(work, { recursive: true })
