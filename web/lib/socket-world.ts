/** What a browser gives a link to the platform, so that tests can give something else. */
export type SocketWorld = {
  readonly socket: (url: string, protocols: readonly string[]) => WebSocket
  /** Epoch ms of this machine. */
  readonly now: () => number
  /** Chance, 0 to 1. */
  readonly roll: () => number
  /** Of sockets, such as `wss://example.com`. */
  readonly origin: string
}

export const browserSockets = (): SocketWorld => ({
  socket: (url, protocols) => new WebSocket(url, [...protocols]),
  now: Date.now,
  roll: Math.random,
  origin: location.origin.replace(/^http/, 'ws'),
})
