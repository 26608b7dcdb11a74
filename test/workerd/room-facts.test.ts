/** [B12] Facts of a room become events of the app exactly once, whatever dies between the room and the telemetry object. */
import { env } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import { eventsOf } from '../support/app-events.ts'
import { enter, guest, makeSession, post, roomStub } from '../support/room-client.ts'
import { asleep } from '../support/room-objects.ts'
import { seedApp } from '../support/seed.ts'

afterEach(() => void vi.restoreAllMocks())

type Namespaces = { getByName: (name: string) => { accept?: (request: unknown) => Promise<unknown> } }

/** Each telemetry object takes what it is given, and then its answer is lost, so many times. */
const loseAnswers = (times: number): { readonly lost: () => number } => {
  const namespaces = Object.getPrototypeOf(env.ROOM) as Namespaces
  const { getByName } = namespaces
  let lost = 0
  vi.spyOn(namespaces, 'getByName').mockImplementation(function (this: unknown, name) {
    const object = getByName.call(this, name)
    if (!name.startsWith('telemetry/') || lost >= times) return object
    return {
      accept: async (request) => {
        await object.accept?.(request)
        lost += 1
        throw new Error('the answer was lost')
      },
    }
  })
  return { lost: () => lost }
}

test('a session’s facts are there once, with what they count, though answers were lost and the room was evicted', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const app = await seedApp()
  const ann = await guest(app, 'Ann')
  const { lost } = loseAnswers(3)
  const room = await makeSession(ann)
  const client = await enter(ann, room.id)
  await client.until('welcome')
  client.say({ t: 'chat.send', client_id: 'one', text: 'Hello' })
  await client.until('chat.ack')
  await post(ann, `/v1/sessions/${room.id}/end`)
  await client.closed
  await asleep(roomStub(app, room.id))
  for (const type of ['session_created', 'mode_entered', 'mode_exited', 'chat_counted', 'presence_counted', 'session_cost']) {
    expect(await eventsOf(app, type, 1), type).toEqual([expect.objectContaining({ actor_id: ann.id })])
  }
  const [chat] = await eventsOf(app, 'chat_counted', 1)
  expect(chat?.data).toMatchObject({ mode: 'party', messages: 1 })
  expect(lost()).toBe(3)
})
