/** The two matchmakers behind their doors, with real sockets: the platform's realtime Worker, and Colyseus with its own client. */
import { fork } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@colyseus/sdk'
import { WebSocket } from 'ws'
import { matchServerFrame, ticket } from '../../contract/match.ts'
import { manifests } from '../../modes/index.ts'
import { startStand } from '../rooms/stand.ts'
import { undoLater } from '../support/cleanup.ts'
import { freePort } from '../support/ports.ts'

/** Somebody in the queue. */
export type Seeker = { readonly paired: Promise<void>; readonly leave: () => Promise<void> }

export type Contender = {
  /** Joins the `n`th person, who goes with everybody of the same wish and nobody else. */
  readonly join: (n: number, wish: number) => Promise<Seeker>
  readonly stop: () => Promise<void>
}

/** The platform's mode of random video, in which wishes are not worn off: who waits here waits for somebody else. */
const patientMode = (): string => {
  const random = manifests.map((manifest) => manifest as Record<string, unknown>).find(({ mode_id }) => mode_id === 'random')
  const match = { relax_interests_s: 600, new_accounts_apart_s: null, overflow_s: 600 }
  return JSON.stringify([{ ...random, mode_id: 'patient', routes: ['/patient'], match }])
}

export const startProst = async (people: number): Promise<Contender> => {
  const stand = await startStand(people, patientMode())
  const { tokens } = await stand.party(people)
  const { realtime } = stand.runtime
  await known(realtime, tokens)
  const address = realtime.replace('http', 'ws')
  return {
    join: async (n, wish) => {
      const token = tokens[n] ?? ''
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const body = JSON.stringify({ queue: 'patient', preferences: { interests: [`wish ${wish}`], region: 'na' } })
      const answer = await fetch(`${realtime}/v1/match/join`, { method: 'POST', headers, body })
      if (answer.status !== 201) throw new Error(`nobody gets in: ${answer.status} ${await answer.text()}`)
      const first = ticket.parse(await answer.json())
      const socket = new WebSocket(`${address}/v1/match`, ['prost.v1', `bearer.${token}`])
      const paired = new Promise<void>((resolve, reject) => {
        if (first.state === 'matched') resolve()
        socket.on('message', (data: Buffer) => {
          const frame = matchServerFrame.parse(JSON.parse(data.toString()))
          if (frame.t === 'ticket' && frame.state === 'matched') resolve()
        })
        socket.once('error', reject)
      })
      paired.catch(() => undefined)
      if (first.state === 'waiting') await new Promise((resolve) => void socket.once('open', resolve))
      const leave = async (): Promise<void> => {
        await fetch(`${realtime}/v1/match/leave`, { method: 'POST', headers })
        socket.terminate()
      }
      return { paired, leave }
    },
    stop: stand.stop,
  }
}

/** Everybody has been here before: their objects are there, as Colyseus needs none. */
const known = async (realtime: string, tokens: readonly string[]): Promise<void> => {
  for (let n = 0; n < tokens.length; n += 20)
    await Promise.all(
      tokens.slice(n, n + 20).map(async (token) => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
        const body = JSON.stringify({ status: 'available', mode: 'patient' })
        const answer = await fetch(`${realtime}/v1/presence/set`, { method: 'POST', headers, body })
        if (!answer.ok) throw new Error(`somebody is not known: ${answer.status} ${await answer.text()}`)
      }),
    )
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1')
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', () => resolve(false))
  })

export const startColyseus = async (): Promise<Contender> => {
  const port = await freePort()
  const server = fork(join(import.meta.dirname, '../peers/colyseus-server.ts'), [String(port)], { execArgv: [], stdio: 'ignore' })
  const stop = undoLater(() => void server.kill('SIGKILL'))
  for (const deadline = Date.now() + 20_000; !(await isListening(port)); await sleep(50))
    if (server.exitCode !== null || Date.now() > deadline) throw new Error('Colyseus does not listen')
  const client = new Client(`http://127.0.0.1:${port}`)
  return {
    join: async (_n, wish) => {
      const room = await client.joinOrCreate('queue', { rank: 10 * (wish + 1) })
      room.reconnection.enabled = false
      room.onMessage('clients', () => undefined)
      const paired = new Promise<void>((resolve) => void room.onMessage('seat', () => resolve()))
      return { paired, leave: async () => void (await room.leave()) }
    },
    stop: () => Promise.resolve(stop()),
  }
}
