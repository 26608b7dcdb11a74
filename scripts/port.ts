/** A port that nobody listens on, or an error that says what to do. */
import { createServer } from 'node:net'

export const freePort = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', () => reject(new Error(`port ${port} is taken: stop what uses it, or give another with -- --port N`)))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)))
  })
