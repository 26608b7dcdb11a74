/** A running LAB's ear on loopback: `POST /` with a command as text. Who knows the token may speak. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Command, readCommand } from './commands.ts'

const longest = 200

export type Control = { readonly url: string; readonly close: () => Promise<void> }

export const openControl = async (port: number, token: string, tell: (command: Command) => void): Promise<Control> => {
  const server = createServer((request, response) => {
    answer(request, token, tell).then(
      ([status, text]) => reply(response, status, text),
      (error: unknown) => reply(response, 400, String(error)),
    )
  })
  await listening(server, port)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the control has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })

const answer = async (request: IncomingMessage, token: string, tell: (command: Command) => void): Promise<[number, string]> => {
  if (!holds(request.headers.authorization, token)) return [401, 'who is that?']
  if (request.method !== 'POST') return [405, 'POST a command']
  let line = ''
  for await (const chunk of request) {
    line += String(chunk)
    if (line.length > longest) return [413, 'too long']
  }
  const read = readCommand(line)
  if (!read.ok) return [422, read.why]
  tell(read.command)
  return [200, 'done']
}

const reply = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(`${text}\n`)
}

/** In the same time whatever was presented. */
export const holds = (authorization: string | undefined, token: string): boolean => {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`))
}
