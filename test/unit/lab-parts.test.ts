/** [CH29] Low latency from the LAB's reports to the playlist: parts do not come and go. */
import { expect, test } from 'vitest'
import { readLabMedia } from '../../domain/channel/lab-media.ts'
import { TestLab } from '../support/lab.ts'

test('[CH29] the moment a segment is whole, the next one is open: no part of it is there, its first is hinted', async () => {
  const posted = await new TestLab({ parts: true }).run(6)
  const open = posted.map(({ report }) => readLabMedia(report)?.open?.media['720p'])
  expect(open.map((media) => media?.parts.length)).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0])
  expect(open.map((media) => media?.hint?.split('/').at(-1)).slice(0, 5)).toEqual(['1.0.m4s', '1.1.m4s', '1.2.m4s', '1.3.m4s', '2.0.m4s'])
})

test('a LAB without low latency has nothing open', async () => {
  const posted = await new TestLab().run(4)
  expect(posted.map(({ report }) => readLabMedia(report)?.open)).toEqual(posted.map(() => null))
})
