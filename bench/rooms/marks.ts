/**
 * Messages of the bench as the crowd finds them in what a socket receives, whoever's protocol is around them: `<@#` and eight digits. No
 * header of a WebSocket frame (RFC 6455 §5.2) can complete such a mark: its first byte is above 127, and what follows its length is the
 * first byte of a text, which none of the dialects begins with `#`. Pure.
 */

const start = '<@#'
const digits = 8
export const markLength = start.length + digits

/** A text of 100 bytes that carries the number of a message. */
export const markedText = (n: number): string => `${start}${String(n).padStart(digits, '0')} ${'what people say '.repeat(6)}`.slice(0, 100)

/** The numbers in these bytes, in their order; answers what may be the beginning of a mark that goes on in the next bytes. */
export const findMarks = (bytes: Buffer, found: (n: number) => void): Buffer | null => {
  let at = bytes.indexOf(start, 0, 'latin1')
  let read = 0
  while (at !== -1 && at + markLength <= bytes.length) {
    found(numberAt(bytes, at + start.length))
    read = at + markLength
    at = bytes.indexOf(start, read, 'latin1')
  }
  const from = at === -1 ? Math.max(read, bytes.length - start.length + 1) : at
  return from < bytes.length ? Buffer.from(bytes.subarray(from)) : null
}

const numberAt = (bytes: Buffer, at: number): number => {
  let n = 0
  for (let i = at; i < at + digits; i++) n = n * 10 + (bytes[i] ?? 48) - 48
  return n
}
