/**
 * The crowd's end of a WebSocket (RFC 6455): one handshake, text frames out, bytes in, which nobody takes apart into frames. A crowd that did would spend
 * more on reading than servers do on sending, and be what is measured. For servers of ours on loopback only.
 */
import { connect } from 'node:net'
import { randomBytes } from 'node:crypto'

export type Hearer = {
  readonly opened: (wire: Wire) => void
  /** Not valid after the call. */
  readonly heard: (bytes: Buffer) => void
  /** Another answer than 101: its status, and its head and what came of its body. */
  readonly refused: (status: number, text: string) => void
  readonly closed: () => void
}

export type Wire = { readonly send: (text: string) => void; readonly cut: () => void }

/** All sockets are read into it, one after the other. */
const shared = Buffer.allocUnsafe(1 << 18)
const headEnd = '\r\n\r\n'

export const openWire = (url: URL, protocols: readonly string[], hearer: Hearer): void => {
  let head: string | null = ''
  const read = (bytes: Buffer): void => {
    if (head === null) return hearer.heard(bytes)
    head += bytes.toString('latin1')
    const end = head.indexOf(headEnd)
    if (end === -1) return
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
    if (status !== 101) {
      hearer.refused(status, head)
      return void socket.destroy()
    }
    const rest = Buffer.from(head.slice(end + headEnd.length), 'latin1')
    head = null
    hearer.opened(wire)
    if (rest.length > 0) hearer.heard(rest)
  }
  const onread = {
    buffer: shared,
    callback: (length: number, bytes: Uint8Array): boolean => {
      read(Buffer.from(bytes.buffer, bytes.byteOffset, length))
      return true
    },
  }
  const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true, onread })
  const wire: Wire = { send: (text) => void socket.write(textFrame(text)), cut: () => void socket.destroy() }
  socket.once('connect', () => socket.write(handshake(url, protocols)))
  socket.once('error', () => socket.destroy())
  socket.once('close', () => hearer.closed())
}

const handshake = ({ host, pathname, search }: URL, protocols: readonly string[]): string =>
  [
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    ...(protocols.length > 0 ? [`Sec-WebSocket-Protocol: ${protocols.join(', ')}`] : []),
    headEnd,
  ]
    .join('\r\n')
    .slice(0, -2)

/** FIN and text; masked with zeros, which leaves the text as it is. */
const textFrame = (text: string): Buffer => {
  const length = Buffer.byteLength(text)
  if (length > 0xffff) throw new Error('the crowd says nothing that long')
  const head =
    length < 126 ? Buffer.from([0x81, 0x80 | length, 0, 0, 0, 0]) : Buffer.from([0x81, 0xfe, length >> 8, length & 0xff, 0, 0, 0, 0])
  return Buffer.concat([head, Buffer.from(text)])
}
