/** What people are called, asked through the public door. */
import { expect, test } from 'vitest'
import * as z from 'zod'
import { newId } from '../../contract/ids.ts'
import { personName } from '../../contract/operations/people-names.ts'
import { get, guest, told } from '../support/room-client.ts'
import { seedApp } from '../support/seed.ts'

const answer = z.object({ data: z.array(personName) })

test('[B3] those of one’s own app are named, each once; others are as little there as nobody', async () => {
  const [home, other] = [await seedApp(), await seedApp()]
  const [ann, ben, foreign] = [await guest(home, 'Ann'), await guest(home, 'Ben'), await guest(other, 'Zoe')]
  const ids = [ben.id, foreign.id, ann.id, newId(), ben.id].join(',')
  const { data } = await told(await get(ann, `/v1/people?ids=${ids}`), 200, answer)
  expect(data).toEqual([
    { user_id: ben.id, display_name: 'Ben' },
    { user_id: ann.id, display_name: 'Ann' },
  ])
})

test.each(['', 'ids=', 'ids=ann', `ids=${Array.from({ length: 51 }, () => newId()).join(',')}`])('[§1] %j is 422', async (query) => {
  const ann = await guest(await seedApp(), 'Ann')
  expect((await get(ann, `/v1/people?${query}`)).status).toBe(422)
})
