/** [B10] The word list in a room, as the app decides: refused, masked, or sent and laid before the moderators by the platform itself. */
import { evictDurableObject } from 'cloudflare:test'
import { beforeEach, expect, test, vi } from 'vitest'
import { reviewedReport } from '../../contract/moderation.ts'
import type { ReviewedReport } from '../../contract/moderation.ts'
import { pageOf } from '../../contract/operation.ts'
import { eventsOf } from '../support/app-events.ts'
import { serverOf } from '../support/moderators.ts'
import { enter, guest, makeSession, roomStub, told } from '../support/room-client.ts'
import type { Client, Guest } from '../support/room-client.ts'
import { decidePolicies } from '../support/safety.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

let app: SeededApp
let ann: Guest
let ben: Guest

beforeEach(async () => {
  app = await seedApp()
  ;[ann, ben] = [await guest(app, 'Ann'), await guest(app, 'Ben')]
})

const inParty = async (on_match: string): Promise<{ party: Awaited<ReturnType<typeof makeSession>>; a: Client; b: Client }> => {
  await decidePolicies(app, { words: { on_match, extra: ['spoiler'] } })
  const party = await makeSession(ann)
  const [a, b] = [await enter(ann, party.id), await enter(ben, party.id)]
  await b.until('welcome')
  return { party, a, b }
}

const queue = async (): Promise<ReviewedReport[]> =>
  (await told(await serverOf(app).call('GET', '/moderation/reports'), 200, pageOf(reviewedReport))).data
const queued = (count: number): Promise<ReviewedReport[]> =>
  vi.waitFor(
    async () => {
      const found = await queue()
      if (found.length < count) throw new Error(`${found.length} reports`)
      return found
    },
    { timeout: 25_000, interval: 100 },
  )

test('[B10] refused: nobody hears it, its sender is told, and the denial is a fact', async () => {
  const { a, b } = await inParty('refuse')
  b.say({ t: 'chat.send', client_id: 'bad', text: 'a SPÓILER!' })
  expect(await b.until('error')).toMatchObject({ code: 'text_refused', client_id: 'bad' })
  b.say({ t: 'chat.send', client_id: 'good', text: 'no such thing' })
  await a.until('chat.message', ({ client_id }) => client_id === 'good')
  expect(a.heard.filter(({ t }) => t === 'chat.message')).toHaveLength(1)
  expect(await eventsOf(app, 'policy_denied', 1)).toMatchObject([{ actor_id: ben.id, data: { rule: 'words_welcome' } }])
})

test('[B10] masked: everyone hears the rest, and no moderator is called', async () => {
  const { a, b } = await inParty('mask')
  b.say({ t: 'chat.send', client_id: 'bad', text: 'a spoiler here' })
  expect(await a.until('chat.message')).toMatchObject({ text: 'a ******* here' })
  expect(await queue()).toEqual([])
})

test('[B10] flagged: everyone hears it, and it is in the queue once, by nobody, whatever the room does meanwhile', async () => {
  const { party, a, b } = await inParty('flag')
  b.say({ t: 'chat.send', client_id: 'bad', text: 'a spoiler here' })
  const heard = await a.until('chat.message')
  expect(heard.text).toBe('a spoiler here')
  await evictDurableObject(roomStub(app, party.id))
  b.say({ t: 'chat.send', client_id: 'again', text: 'one more spoiler' })
  await a.until('chat.message', ({ client_id }) => client_id === 'again')
  a.say({ t: 'chat.send', client_id: 'mine', text: 'my spoiler' })
  const found = await queued(2)
  const [first] = found.filter(({ user_id }) => user_id === ben.id)
  expect(first).toMatchObject({
    reporter_id: null,
    session_id: party.id,
    message_id: heard.id,
    evidence: { text: 'a spoiler here', at: heard.at },
    state: 'open',
  })
  // Within the window one of a person in a session is enough.
  expect(found.map(({ user_id }) => user_id).toSorted()).toEqual([ann.id, ben.id].toSorted())
})
