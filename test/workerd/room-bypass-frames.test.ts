/** [§4, B7] What others say in frames moves no consent of two people, and nothing is relayed out of a private call or into it. */
import { afterAll, describe, expect, test } from 'vitest'
import { consent } from '../../contract/consent.ts'
import type { ConsentState } from '../../contract/consent.ts'
import { factsOf } from '../support/app-facts.ts'
import { enter, get, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { scenarios } from './room-bypass-worlds.ts'
import type { World } from './room-bypass-worlds.ts'

const acts = ['grant', 'deny', 'revoke'] as const
let tried = 0

afterAll(() => console.log(`${tried} frames about a consent of others: none moved it`))

const made = (name: string): Promise<World> => {
  const found = scenarios.find((each) => each.name === name)
  if (found === undefined) throw new Error(`there is no state ${name}`)
  return found.make()
}

const inside = async (who: Guest, room: string) => {
  const client = await enter(who, room)
  await client.until('welcome')
  return client
}

const stateNow = async ({ ann, consent: known }: World): Promise<ConsentState> =>
  (await told(await get(ann, `/v1/consents/${known?.id}`), 200, consent)).state

describe.each([
  ['asked for, not answered', 'requested'],
  ['granted', 'granted'],
  ['in a call', 'granted'],
  ['a call, and one revoked', 'revoked'],
] as const)('[§4] %s', (name, state) => {
  test.each(acts)('a third person’s consent.%s is answered as of nothing that is there', async (act) => {
    const world = await made(name)
    const eve = await inside(world.eve, world.party.id)
    if (world.consent === null) throw new Error('a consent was asked for')
    eve.say({ t: `consent.${act}`, consent_id: world.consent.id })
    expect((await eve.until('error')).code).toBe('not_found')
    expect(await stateNow(world)).toBe(state)
    tried += 1
  })
})

test('[§4] who asked can not answer the own question, and trying is a fact', async () => {
  const world = await made('asked for, not answered')
  const ann = await inside(world.ann, world.party.id)
  if (world.consent === null) throw new Error('a consent was asked for')
  ann.say({ t: 'consent.grant', consent_id: world.consent.id })
  await ann.until('error')
  expect(await stateNow(world)).toBe('requested')
  await expect
    .poll(async () => (await factsOf(world.app, 'policy_denied')).map(({ actor_id, data }) => [actor_id, data?.['action']]), {
      timeout: 20_000,
    })
    .toEqual([[world.ann.id, 'consent.grant']])
})

test('[ROOM20] nothing is relayed out of a call, nor into it; trying is a fact', async () => {
  const world = await made('in a call')
  const [ann, eve] = [await inside(world.ann, world.call ?? ''), await inside(world.eve, world.party.id)]
  ann.say({ t: 'signal', to: world.eve.id, data: { sdp: 'out' } })
  expect((await ann.until('error')).about).toBe('signal')
  // Ann left the party for the call.
  eve.say({ t: 'signal', to: world.ann.id, data: { sdp: 'in' } })
  eve.say({ t: 'chat.send', client_id: 'after', text: 'said after the signal' })
  await eve.until('chat.ack')
  ann.say({ t: 'chat.send', client_id: 'after', text: 'said after both' })
  await ann.until('chat.ack')
  expect(ann.heard.filter(({ t }) => t === 'signal')).toEqual([])
  expect(eve.heard.filter(({ t }) => t === 'signal')).toEqual([])
  const tries = async (): Promise<unknown[]> =>
    (await factsOf(world.app, 'policy_denied')).map(({ actor_id, data }) => `${actor_id} ${String(data?.['action'])}`).toSorted()
  await expect.poll(tries, { timeout: 20_000 }).toEqual([`${world.ann.id} signal.send`, `${world.eve.id} signal.send`].toSorted())
})
