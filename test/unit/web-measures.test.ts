/** The lines in which people write measures: read, written back, refused as the contract refuses. */
import { describe, expect, it } from 'vitest'
import { measure } from '../../contract/measures.ts'
import { lineOf, measureOf } from '../../web/features/apps/measure-lines.ts'

const lines = [
  'Matches = rate interaction.match.created',
  'Waiting = balance interaction.queue.joined - interaction.queue.left',
  'Skipped = share interaction.skip / interaction.match.created over 600',
  'Connecting = distribution interaction.match.ended timing.connect_ms ms',
  'Bytes sent = distribution message.sent size bytes over 86400',
]

describe('lines of measures', () => {
  it.each(lines)('%s: is read as the contract reads it, and written back the same', (line) => {
    const read = measureOf(line)
    expect(read).not.toBeNull()
    expect(measure.parse(read)).toEqual(read)
    expect(read && lineOf(read)).toBe(line)
  })

  it('have the windows of the contract where nothing is said', () => {
    for (const line of lines.filter((each) => !each.includes(' over '))) {
      const { window_s: _window, ...rest } = measureOf(line) ?? { window_s: 0 }
      expect(measure.parse(rest)).toEqual(measureOf(line))
    }
  })

  it.each([
    '',
    'rate a.b',
    '= rate a.b',
    'x = mean a.b',
    'x = rate A.B',
    'x = rate a.b c',
    'x = balance a.b c.d',
    'x = share a.b',
    'x = distribution a.b',
    'x = distribution a.b c weeks',
  ])('“%s” says none', (line) => {
    expect(measureOf(line)).toBeNull()
  })
})
