/** The parts of replay's sending: pace, copies, batches, reading, the command line. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { Batch } from '../../scripts/replay/batch.ts'
import { CopyWindow, seededRandom } from '../../scripts/replay/copies.ts'
import { evenly, withPings } from '../../scripts/replay/demo.ts'
import { parseOptions, UsageError } from '../../scripts/replay/options.ts'
import { Pace } from '../../scripts/replay/pace.ts'
import { type FileEvent, readEvents } from '../../scripts/replay/read-events.ts'

const folder = mkdtempSync(join(tmpdir(), 'replay-'))

describe('Pace', () => {
  test('gaps are divided by the speed, and cut to a minute of file time', () => {
    const pace = new Pace(10, 1_000)
    expect([0, 5_000, 5_000, 3_600_000].map((at) => pace.due(at, 0))).toEqual([1_000, 1_500, 1_500, 7_500])
  })

  test('what is passed over takes no time, and time never runs back', () => {
    const pace = new Pace(1, 0)
    pace.skip(1_000)
    expect(pace.due(3_000, 0)).toBe(2_000)
    expect(pace.due(1_000, 0)).toBe(2_000)
    expect(pace.due(null, 0)).toBe(2_000)
  })

  test('max is now', () => {
    expect(new Pace('max', 0).due(5, 777)).toBe(777)
  })
})

describe('CopyWindow', () => {
  test('every item comes out times − 1 times, out of order, and never more than the window waits', () => {
    const copies = new CopyWindow<number>(3, 50, seededRandom(7))
    const out: number[] = []
    for (let i = 0; i < 500; i++) {
      out.push(...copies.push(i))
      expect((i + 1) * 2 - out.length).toBeLessThanOrEqual(50)
    }
    out.push(...copies.drain())
    expect(out.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, i) => Math.floor(i / 2)))
    expect(out).not.toEqual(out.toSorted((a, b) => a - b))
  })
})

const line = (id: string, text = '{}') => ({ id, actorId: 'a', text })

describe('Batch', () => {
  test('holds no id twice, no more events than asked, and less than 1 MiB', () => {
    const batch = new Batch(2)
    expect([batch.add(line('1')), batch.add(line('1')), batch.add(line('2')), batch.add(line('3'))]).toEqual([true, false, true, false])
    expect(batch.body()).toBe('{}\n{}\n')
    const large = new Batch(100)
    for (let i = 0; large.add(line(String(i), 'x'.repeat(30_000))); i++) expect(i).toBeLessThan(100)
    expect(Buffer.byteLength(large.body())).toBeLessThan(1_048_576)
  })
})

const collect = async (file: string): Promise<FileEvent[]> => {
  const events: FileEvent[] = []
  for await (const event of readEvents(file)) events.push(event)
  return events
}

const read = (name: string, content: string | Uint8Array): Promise<FileEvent[]> => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return collect(file)
}

describe('readEvents', () => {
  test('keeps ids, gives an event without one the same id each time, and reads gzip', async () => {
    const text = '{"id":"a","actor_id":"x","occurred_at":"2020-01-01T00:00:00Z"}\n\n{"actor_id":"y"}\n'
    const plain = await read('plain.ndjson', text)
    expect(plain.map((e) => e.id)).toEqual(['a', expect.stringMatching(/^replay-[0-9a-f]{32}$/)])
    expect(plain.map((e) => e.occurredAt)).toEqual([1_577_836_800_000, null])
    expect(await read('packed.ndjson.gz', gzipSync(text))).toEqual(plain)
  })

  test('names the line that is no event, and fails on a cut archive or a missing file', async () => {
    await expect(read('bad.ndjson', '{"id":"a"}\n[1]\n')).rejects.toThrow('line 2')
    const packed = gzipSync(`${JSON.stringify({ id: 'a', data: 'x'.repeat(1_000) })}\n`)
    await expect(read('cut.ndjson.gz', packed.subarray(0, packed.length - 12))).rejects.toThrow('unexpected end of file')
    await expect(collect(join(folder, 'none.gz'))).rejects.toThrow('ENOENT')
    await expect(collect(join(folder, 'none'))).rejects.toThrow('ENOENT')
  })
})

const event = (id: string, minute: number, type = 'page.viewed'): FileEvent => ({
  id,
  actorId: 'a',
  occurredAt: minute * 60_000,
  value: { id, type, session_id: 's' },
})

async function* stream(events: readonly FileEvent[]): AsyncGenerator<FileEvent> {
  yield* events
}

describe('demo', () => {
  test('spreads an instant over the time to the next, and cuts gaps to a minute', async () => {
    const out: [string, number | null][] = []
    for await (const e of evenly(stream([event('1', 5), event('2', 5), event('3', 500), event('4', 500.5)]))) out.push([e.id, e.occurredAt])
    expect(out).toEqual([
      ['1', 0],
      ['2', 30_000],
      ['3', 60_000],
      ['4', 90_000],
    ])
  })

  test('pings a session every 30 s until its end', async () => {
    const out: unknown[] = []
    const events = [event('1', 0, 'session.start'), event('2', 1.2), event('3', 1.6, 'session.end'), event('4', 9)]
    for await (const e of withPings(stream(events))) out.push([e.value['type'], e.occurredAt])
    expect(out).toEqual([
      ['session.start', 0],
      ['session.ping', 30_000],
      ['session.ping', 60_000],
      ['page.viewed', 72_000],
      ['session.ping', 90_000],
      ['session.end', 96_000],
      ['page.viewed', 540_000],
    ])
  })
})

describe('parseOptions', () => {
  const given = ['file', '--app', 'pk:sk', '--url', 'http://x']

  test('takes the demo app from dev.json, and what is given instead', () => {
    const dev = join(folder, 'dev.json')
    writeFileSync(dev, JSON.stringify({ url: 'http://127.0.0.1:1', app: { key: 'k', secret: 's' } }))
    expect(parseOptions(['f', '--dev', dev])).toMatchObject({ url: 'http://127.0.0.1:1', key: 'k', secret: 's', speed: 1, duplicate: 1 })
    expect(parseOptions([...given, '--speed', 'max', '--duplicate', '3'])).toMatchObject({
      url: 'http://x',
      key: 'pk',
      speed: 'max',
      duplicate: 3,
    })
    expect(parseOptions(['--help'])).toBeNull()
  })

  test.each([
    [[]],
    [['a', 'b']],
    [['f', '--dev', '/nowhere']],
    [[...given, '--speed', '0']],
    [[...given, '--batch', '1.5']],
    [['f', '--app', 'x']],
    [['f', '--no']],
  ])('refuses %j in words', (argv) => {
    expect(() => parseOptions(argv)).toThrow(UsageError)
  })
})
