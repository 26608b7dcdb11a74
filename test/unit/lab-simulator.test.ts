/** The LAB simulator: what it says holds, and each way of going wrong is just that. */
import { describe, expect, test } from 'vitest'
import { faults } from '../../lab/commands.ts'
import { namedIn, type Posted, TestLab } from '../support/lab.ts'

const sequences = (posted: readonly Posted[]): (number | undefined)[] => posted.map(({ report }) => report.renditions[0]?.media_sequence)
const newest = ({ report }: Posted): string | undefined => report.renditions[0]?.segments.at(-1)?.uri
const runOf = (posted: Posted | undefined): string | undefined => posted && newest(posted)?.split('/')[0]
const numberOf = (posted: Posted): number => Number(newest(posted)?.split('/').at(-1)?.split('.')[0])

describe('when all is well', () => {
  test('it reports each segment as soon as it is there: signed, shaped, its clock and its number rising', async () => {
    const posted = await new TestLab().run(20)
    expect(posted.map(numberOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(posted.every(({ isGenuine }) => isGenuine)).toBe(true)
    const seqs = posted.map(({ report }) => report.seq)
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
  })

  test('its window goes on, its renditions are aligned', async () => {
    const posted = await new TestLab().run(20)
    expect(sequences(posted)).toEqual([0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5])
    for (const { report } of posted) {
      const [one, ...others] = report.renditions.map(({ media_sequence, segments }) => [
        media_sequence,
        segments.map(({ program_date_time }) => program_date_time),
      ])
      for (const other of others) expect(other).toEqual(one)
    }
  })

  test('the programme moves on by the clock', async () => {
    const lab = new TestLab()
    const [before] = await lab.run(2)
    lab.now += 40 * 60_000
    const after = (await lab.run(2)).at(-1)
    expect(before?.report.now_playing?.title).not.toBe(after?.report.now_playing?.title)
    for (const posted of [before, after]) {
      const { now_playing: now, up_next: next = [], sent_at: at = '' } = posted?.report ?? {}
      expect(now?.started_at?.localeCompare(at)).toBeLessThanOrEqual(0)
      expect([now?.ends_at, ...next.map(({ ends_at }) => ends_at)].slice(0, 3)).toEqual(next.map(({ starts_at }) => starts_at))
    }
  })

  test('media stays as long as a playlist may name it, then goes', async () => {
    const lab = new TestLab({ keepMs: 30_000 })
    await lab.run(10)
    const early = [...lab.bucket.keys()].filter((uri) => uri.endsWith('.m4s'))
    await lab.run(19)
    expect(early.filter((uri) => !lab.bucket.has(uri)).filter((uri) => !uri.endsWith('/0.m4s'))).toEqual([])
    await lab.run(30)
    expect(early.filter((uri) => lab.bucket.has(uri))).toEqual([])
    expect(
      [...lab.bucket.keys()].filter((uri) => uri.endsWith('init.mp4')),
      'a run needs its beginning to its end',
    ).toHaveLength(2)
  })

  test('low latency: the parts of whole segments and of the one being made are there when they are named', async () => {
    const lab = new TestLab({ parts: true })
    const posted = await lab.run(5)
    expect(posted.length).toBeGreaterThanOrEqual(10)
    expect(posted.map(({ report }) => report.renditions[0]?.open_parts?.length).slice(0, 6)).toEqual([0, 1, 2, 3, 0, 1])
    for (const { report } of posted) expect(namedIn(report).filter((uri) => !lab.bucket.has(uri))).toEqual([])
    const [segment] = posted.at(-1)?.report.renditions[0]?.segments ?? []
    const parts = (segment?.parts ?? []).map(({ uri }) => Buffer.from(lab.bucket.get(uri) ?? []))
    expect(Buffer.concat(parts).equals(lab.bucket.get(segment?.uri ?? '') ?? new Uint8Array()), 'a segment is its parts').toBe(true)
  })
})

describe('on command', () => {
  const told = async (command: string, forS = 10): Promise<{ lab: TestLab; before: Posted | undefined; during: readonly Posted[] }> => {
    const lab = new TestLab()
    const before = (await lab.run(9)).at(-1)
    lab.tell(command)
    return { lab, before, during: await lab.run(forS) }
  }

  test('silence: nothing reaches anyone; then only the newest media is made up for', async () => {
    const { lab, before, during } = await told('silence 30', 29)
    expect(during).toEqual([])
    const [first] = await lab.run(4)
    expect(first?.report.renditions[0]?.segments).toHaveLength(6)
    expect(runOf(first), 'the same run').toBe(runOf(before))
    expect(first && before && numberOf(first) - numberOf(before)).toBe(15)
  })

  test('freeze: reports go on and their newest segment stays; then the next number follows', async () => {
    const { lab, before, during } = await told('freeze 9', 8)
    expect(during.length).toBeGreaterThanOrEqual(4)
    expect(new Set(during.map(newest))).toEqual(new Set([before && newest(before)]))
    const after = await lab.run(6)
    expect([...new Set(after.map(numberOf))].slice(0, 3)).toEqual([0, 1, 2].map((n) => n + (before ? numberOf(before) : 0)))
  })

  test('skew: its clock is off, in what it signs and in what it says', async () => {
    const { lab, during } = await told('skew -600', 1)
    expect(during.map(({ signedAt, report }) => [signedAt, Date.parse(report.sent_at)])).toEqual([[lab.now - 600_000, lab.now - 600_000]])
  })

  test('duplicate: every report comes twice, with its id', async () => {
    const { during } = await told('duplicate')
    const ids = during.map(({ id }) => id)
    expect(ids.length).toBe(2 * new Set(ids).size)
  })

  test('reorder: the younger comes first', async () => {
    const { during } = await told('reorder')
    const seqs = during.map(({ report }) => report.seq)
    expect(seqs.length).toBeGreaterThanOrEqual(4)
    for (let i = 0; i + 1 < seqs.length; i += 2) expect(seqs[i]).toBeGreaterThan(seqs[i + 1] ?? Infinity)
  })

  test('restart: another run, from number 0', async () => {
    const { before, during } = await told('restart', 5)
    expect(runOf(during[0])).not.toBe(runOf(before))
    expect(sequences(during)).toEqual([0, 0, 0])
    expect(during.map(numberOf)).toEqual([0, 1, 2])
  })

  test('bad_signature: another secret', async () => {
    const { during } = await told('bad_signature 5', 4)
    expect(during.map(({ isGenuine }) => isGenuine)).toEqual(during.map(() => false))
    expect(during).not.toEqual([])
  })

  test('burst: so many at once, each its own', async () => {
    const { during } = await told('burst 50', 0)
    expect(during).toHaveLength(50)
    expect(new Set(during.map(({ report }) => report.seq)).size).toBe(50)
  })

  test('off_air: it says so, and names no media', async () => {
    const { during } = await told('off_air', 4)
    expect(during.map(({ report }) => [report.state, report.renditions])).toEqual(during.map(() => ['off_air', []]))
    expect(during.length).toBeGreaterThanOrEqual(2)
  })

  test('degraded and alert: said, and the picture goes on', async () => {
    const { lab, during } = await told('degraded', 4)
    lab.tell('alert audio_silent')
    const codes = (await lab.run(2)).at(-1)?.report.alerts.map(({ code }) => code)
    expect(during.every(({ report }) => report.state === 'degraded')).toBe(true)
    expect(new Set(during.map(newest)).size).toBeGreaterThanOrEqual(2)
    expect(codes).toEqual(['encoder_overloaded', 'audio_silent'])
  })

  test.each(faults)('%s ends by ok', async (fault) => {
    const { lab } = await told(`${fault}${fault === 'skew' ? ' 60' : fault === 'alert' ? ' x' : ''}`)
    lab.tell('ok')
    const after = (await lab.run(6)).slice(-2)
    for (const { isGenuine, signedAt, report } of after) {
      expect(isGenuine).toBe(true)
      expect(Math.abs(signedAt - lab.now)).toBeLessThan(6_000)
      expect(report).toMatchObject({ state: 'on_air', alerts: [] })
    }
    expect(new Set(after.map(newest)).size).toBe(2)
  })
})

describe('when others fail', () => {
  test('the bucket: what is not there is not named; then it is made up for', async () => {
    const lab = new TestLab()
    await lab.run(9)
    lab.bucketFails = true
    lab.now += 2_000
    const step = await lab.step()
    expect(step.failure).toContain('the bucket is away')
    await lab.step()
    for (const { report } of lab.posted) expect(namedIn(report).filter((uri) => !lab.bucket.has(uri))).toEqual([])
    lab.bucketFails = false
    const [next] = await lab.run(1)
    expect(next && numberOf(next)).toBe(5)
  })

  test('the platform: no one answers, and it goes on', async () => {
    const lab = new TestLab()
    lab.platformAnswers = false
    expect((await lab.step()).reports.map(({ status }) => status)).toEqual([0])
    lab.platformAnswers = true
    lab.now += 2_000
    expect((await lab.step()).reports.map(({ status, applied }) => [status, applied])).toEqual([[200, true]])
  })
})

test('whatever it is told, in any order: named media is in the bucket, no path has two contents, numbers follow one another', async () => {
  const seed = Number(process.env['SEED'] ?? 20_261_121)
  let random = seed
  const dice = (n: number): number => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((random / 2 ** 32) * n)
  }
  const lines = ['silence 5', 'freeze 4', 'skew 20 6', 'duplicate 4', 'reorder 5', 'restart', 'burst 3', 'off_air 3', 'degraded 2', 'ok']
  const lab = new TestLab({ parts: true, keepMs: 1_000_000 })
  for (let i = 0; i < 60; i++) {
    lab.tell(lines[dice(lines.length)] ?? 'ok')
    lab.bucketFails = dice(8) === 0
    lab.platformAnswers = dice(8) !== 0
    for (const { report } of await lab.run(dice(5))) {
      expect(
        namedIn(report).filter((uri) => !lab.bucket.has(uri)),
        `seed ${seed}`,
      ).toEqual([])
      for (const { segments, media_sequence: first } of report.renditions)
        expect(segments.map(({ uri }) => uri.split('/').at(-1))).toEqual(segments.map((_, n) => `${first + n}.m4s`))
    }
  }
  expect(lab.conflicts, `seed ${seed}`).toEqual([])
  expect(lab.posted.length).toBeGreaterThan(50)
})
