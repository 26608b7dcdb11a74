/** [B10] What moderators do in one session: read, delete, slow down. Everyone in the room hears it at once, and it is noted. */
import { evictDurableObject } from 'cloudflare:test'
import { beforeEach, expect, test, vi } from 'vitest'
import { chatMessage, thread } from '../../contract/chat.ts'
import { newId } from '../../contract/ids.ts'
import { report, reviewedReport, slowMode } from '../../contract/moderation.ts'
import { pageOf } from '../../contract/operation.ts'
import type { Session } from '../../contract/session.ts'
import { codeOf, operatorOf, serverOf } from '../support/moderators.ts'
import type { Moderator } from '../support/moderators.ts'
import { notesOf } from '../support/notes.ts'
import { Client, enter, get, guest, knock, makeSession, post, roomStub, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

let app: SeededApp
let moderator: Moderator
let ann: Guest
let ben: Guest
let party: Session

beforeEach(async () => {
  app = await seedApp()
  moderator = await operatorOf(app, 'moderator')
  ;[ann, ben] = [await guest(app, 'Ann'), await guest(app, 'Ben')]
  party = await makeSession(ann)
})

const said = async (client: Client, word: string) => {
  client.say({ t: 'chat.send', client_id: word, text: word })
  return client.until('chat.message', ({ client_id }) => client_id === word)
}
const messages = async (by: Moderator, query = '') =>
  told(await by.call('GET', `/sessions/${party.id}/messages${query}`), 200, pageOf(chatMessage))
const remove = (by: Moderator, id: string, session: string = party.id) => by.call('DELETE', `/sessions/${session}/messages/${id}`)

/** Notes of rooms come through the queue. */
const noted = (actions: readonly string[]): Promise<void> =>
  vi.waitFor(
    async () => {
      expect((await notesOf(app.app.app_id)).map(({ action }) => action)).toEqual(actions)
    },
    { timeout: 25_000, interval: 100 },
  )

test('[B10] a deleted message is gone for everyone, now and later, also for who comes back; its place stays', async () => {
  const [a, b] = [await enter(ann, party.id), await enter(ben, party.id)]
  const { resume_token, epoch, seq } = await a.until('welcome')
  const [bad, good] = [await said(b, 'bad'), await said(b, 'good')]
  expect((await messages(moderator)).data.map(({ text }) => text)).toEqual(['good', 'bad'])
  expect(await told(await remove(moderator, bad.id), 200, chatMessage)).toMatchObject({ id: bad.id, text: '', deleted: true, from: ben.id })
  expect(await a.until('moderation.delete')).toMatchObject({ message_id: bad.id, message_seq: bad.seq })
  expect((await messages(moderator, '?limit=1')).next_cursor).toBe(String(good.seq))
  const history = await told(await get(ann, `/v1/chat/${party.id}/messages`), 200, pageOf(chatMessage))
  expect(history.data).toMatchObject([{ text: 'good' }, { text: '', deleted: true }])
  await evictDurableObject(roomStub(app, party.id))
  const back = await enter(ann, party.id, `?resume=${resume_token}&epoch=${epoch}&seq=${seq}`)
  expect(await back.until('chat.message', ({ id }) => id === bad.id)).toMatchObject({ text: '' })
  await told(await remove(moderator, bad.id), 200, chatMessage)
  expect(back.heard.filter(({ t }) => t === 'moderation.delete')).toHaveLength(1)
  await noted(['message.deleted'])
  expect((await notesOf(app.app.app_id))[0]).toMatchObject({
    actor: { kind: 'operator', id: moderator.id },
    data: { session_id: party.id },
  })
})

test('[B10] slow mode: everyone is told, and who wrote waits, over all devices; 0 ends it', async () => {
  const [a, b] = [await enter(ann, party.id), await enter(ben, party.id)]
  await b.until('welcome')
  const slow = (by: Moderator, slow_mode_s: number) => by.call('PUT', `/sessions/${party.id}/slow-mode`, { slow_mode_s })
  expect(await told(await slow(serverOf(app), 600), 200, slowMode)).toEqual({ slow_mode_s: 600 })
  expect(await a.until('moderation.slow_mode')).toMatchObject({ slow_mode_s: 600 })
  await said(b, 'one')
  const second = await enter(ben, party.id)
  second.say({ t: 'chat.send', client_id: 'two', text: 'two' })
  const wait = await second.until('error')
  expect(wait).toMatchObject({ code: 'rate_limited', client_id: 'two' })
  expect(wait.retry_after_ms).toBeGreaterThan(500_000)
  await told(await slow(moderator, 0), 200, slowMode)
  await said(second, 'three')
  await noted(['session.slowed', 'session.slowed'])
  await post(ann, `/v1/sessions/${party.id}/end`)
  expect(await codeOf(await slow(moderator, 5))).toBe('410 session_ended')
})

test('[B10] what two people write each other moderators do not read; what one of them reports, they can delete', async () => {
  const opened = await told(await post(ann, '/v1/chat/thread', { scope: 'private_1to1', with_user_id: ben.id }), 200, thread)
  const { webSocket } = await knock(ben, `/v1/chat/${opened.id}`)
  const b = new Client(webSocket as WebSocket)
  const bad = await said(b, 'bad')
  expect(await codeOf(await moderator.call('GET', `/sessions/${opened.id}/messages`))).toBe('403 policy_denied')
  const reported = { user_id: ben.id, session_id: opened.id, message_id: bad.id, reason: 'harassment' }
  const { id } = await told(await post(ann, '/v1/reports', reported), 201, report)
  const { data } = await told(await moderator.call('GET', '/moderation/reports'), 200, pageOf(reviewedReport))
  expect(data).toMatchObject([{ id, evidence: { text: 'bad' } }])
  await told(await remove(moderator, bad.id, opened.id), 200, chatMessage)
  expect(await b.until('moderation.delete')).toMatchObject({ message_id: bad.id })
  const eve = await guest(app, 'Eve')
  expect(await codeOf(await post(eve, '/v1/reports', reported))).toBe('404 not_found')
})

test('[B10] what is not there, is another app’s or takes another role is refused, and no room comes of asking', async () => {
  const stranger = await operatorOf(await seedApp(), 'owner')
  const a = await enter(ann, party.id)
  const { id } = await said(a, 'here')
  for (const answer of [await remove(stranger, id), await remove(moderator, newId()), await remove(moderator, id, newId())])
    expect(await codeOf(answer)).toBe('404 not_found')
  expect(await codeOf(await moderator.call('PUT', `/sessions/${newId()}/slow-mode`, { slow_mode_s: 5 }))).toBe('404 not_found')
  expect(await codeOf(await moderator.call('PUT', `/sessions/${party.id}/slow-mode`, { slow_mode_s: -1 }))).toBe('422 validation_failed')
  expect(await codeOf(await remove(await operatorOf(app, 'analyst'), id))).toBe('403 insufficient_role')
  expect((await messages(moderator)).data).toMatchObject([{ text: 'here' }])
})
