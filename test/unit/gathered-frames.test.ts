/** [ROOM2] What waits to go out together: everyone gets what was said while they were there, once and in its order. */
import { expect, test } from 'vitest'
import { GatheredFrames } from '../../durable-objects/room/gathered-frames.ts'
import { seeded } from '../long/random.ts'

test('one frame goes out as it is, more than one as an array', () => {
  const gathered = new GatheredFrames<string>()
  gathered.toAll('{"n":1}')
  expect([...gathered.take(['ann', 'ben'])]).toEqual([
    ['ann', '{"n":1}'],
    ['ben', '{"n":1}'],
  ])
  gathered.toAll('{"n":2}')
  gathered.toAll('{"n":3}')
  gathered.to('ben', ['{"ack":3}'])
  expect([...gathered.take(['ann', 'ben'])]).toEqual([
    ['ann', '[{"n":2},{"n":3}]'],
    ['ben', '[{"n":2},{"n":3},{"ack":3}]'],
  ])
  expect(gathered.isEmpty).toBe(true)
  expect([...gathered.take(['ann', 'ben'])], 'nobody is sent nothing').toEqual([])
})

test('who comes in between hears nothing from before, and who goes hears nothing more', () => {
  const gathered = new GatheredFrames<string>()
  gathered.toAll('1')
  gathered.join('eve')
  gathered.to('eve', ['"welcome"'])
  gathered.toAll('2')
  expect(gathered.of('ann')).toBe('[1,2]')
  expect([...gathered.take(['ann', 'eve'])]).toEqual([
    ['ann', '[1,2]'],
    ['eve', '["welcome",2]'],
  ])
  gathered.to('eve', ['3'])
  gathered.forget('eve')
  expect(gathered.isEmpty).toBe(true)
})

test('as if each socket had a queue of its own, whatever is said to whom', () => {
  const seed = Number(process.env['SEED'] ?? 20_261_121)
  const random = seeded(seed).next
  const gathered = new GatheredFrames<number>()
  const queues = new Map<number, number[]>([[0, []]])
  const heard: unknown[] = []
  const wanted: unknown[] = []
  for (let n = 1; n <= 5_000; n++) {
    const one = [...queues.keys()][Math.floor(random() * queues.size)] ?? 0
    const dice = random()
    if (dice < 0.5) {
      gathered.toAll(String(n))
      for (const queue of queues.values()) queue.push(n)
    } else if (dice < 0.75 && queues.has(one)) {
      gathered.to(one, [String(n)])
      queues.get(one)?.push(n)
    } else if (dice < 0.85) {
      gathered.join(n)
      queues.set(n, [])
    } else if (dice < 0.92) {
      gathered.forget(one)
      queues.delete(one)
    } else {
      heard.push(...[...gathered.take(queues.keys())].map(([socket, text]) => [n, socket, [JSON.parse(text)].flat()]))
      wanted.push(...[...queues].filter(([, queue]) => queue.length > 0).map(([socket, queue]) => [n, socket, [...queue]]))
      for (const queue of queues.values()) queue.length = 0
    }
  }
  expect(heard, `seed ${seed}`).toEqual(wanted)
})
