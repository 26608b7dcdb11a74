/** What the crowd of the rooms' bench finds in what it receives: every message once, however the bytes are cut. */
import { expect, test } from 'vitest'
import { findMarks, markedText } from '../../bench/rooms/marks.ts'
import { seeded } from '../long/random.ts'

/** An unmasked text frame (RFC 6455 §5.2), as servers send it. */
const frameOf = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  const head = bytes.length < 126 ? [0x81, bytes.length] : [0x81, 126, bytes.length >> 8, bytes.length & 0xff]
  return Buffer.concat([Buffer.from(head), bytes])
}

test('a message is 100 bytes, and its number is found in every dialect', () => {
  expect(Buffer.byteLength(markedText(7))).toBe(100)
  const found: number[] = []
  const texts = [markedText(7), `42["said","${markedText(8)}"]`, `[{"text":"${markedText(9)}"},{"text":"${markedText(10)}"}]`]
  for (const text of texts) findMarks(frameOf(text), (n) => found.push(n))
  expect(found).toEqual([7, 8, 9, 10])
})

test('however the bytes are cut, each number is found once and in order', () => {
  const seed = Number(process.env['SEED'] ?? 20_261_121)
  const random = seeded(seed)
  const numbers = Array.from({ length: 2_000 }, (_, i) => i)
  const bytes = Buffer.concat(numbers.map((n) => frameOf(`{"t":"chat.message","text":"${markedText(n)}"}`)))
  const found: number[] = []
  let rest: Buffer | null = null
  for (let at = 0; at < bytes.length;) {
    const size = random.int(1, 300)
    const chunk = bytes.subarray(at, at + size)
    at += size
    rest = findMarks(rest === null ? chunk : Buffer.concat([rest, chunk]), (n) => found.push(n))
  }
  expect(found, `seed ${seed}`).toEqual(numbers)
})
