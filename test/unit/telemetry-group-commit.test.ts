import { expect, test, vi } from 'vitest'
import { GroupCommit } from '../../durable-objects/telemetry-shard/group-commit.ts'

test('[TS1] requests of one turn are taken together, in order, each with its own answer; a failure is its own', async () => {
  const afterAll = vi.fn<() => void>()
  const commits = new GroupCommit((n: number) => {
    if (n === 2) throw new Error('two')
    return n * 10
  }, afterAll)
  const answers = await Promise.allSettled([1, 2, 3].map((n) => commits.accept(n)))
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : String(answer.reason)))).toEqual([10, 'Error: two', 30])
  expect(afterAll).toHaveBeenCalledTimes(1)
  expect(await commits.accept(4)).toBe(40)
  expect(afterAll).toHaveBeenCalledTimes(2)
})
