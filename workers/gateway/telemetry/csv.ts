/**
 * CSV by RFC 4180: CRLF, quotes doubled. A text that a spreadsheet would run as a formula gets an apostrophe before it
 * (OWASP, "CSV Injection"); numbers stay numbers.
 */

export type Cell = string | number | boolean | null

export const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`

const csvCell = (cell: Cell): string => {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
