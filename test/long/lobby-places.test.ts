/** [LOB6]–[LOB8] against a model that is lists: the same 40,000 random words each time, 400,000 others with LONG=1. SEED=n plays one again. */
import { expect, test } from 'vitest'
import { PlacesHistory } from './places-history.ts'
import { seeded } from './random.ts'

const isLong = process.env['LONG'] === '1'
const histories = Number(process.env['STEPS'] ?? (isLong ? 400_000 : 40_000)) / 1_000
const first = Number(process.env['SEED'] ?? (isLong ? Math.floor(Date.now() / 1_000) % 1_000_000_000 : 1))

test(`[LOB6] [LOB7] [LOB8] over ${histories} histories of 1,000 random words (SEED=${first})`, { timeout: 600_000 }, async () => {
  console.log(`places: SEED=${first}`)
  const broken: string[] = []
  const total: Record<string, number> = {}
  for (let seed = first; seed < first + histories && broken.length === 0; seed++) {
    await new Promise((resolve) => setImmediate(resolve))
    const history = new PlacesHistory(seeded(seed))
    for (let i = 0; i < 1_000 && broken.length === 0; i++) {
      const fault = history.step()
      if (fault !== null) broken.push(`SEED=${seed}, step ${i}: ${fault}`)
    }
    for (const [name, count] of Object.entries(history.counts)) total[name] = (total[name] ?? 0) + count
  }
  expect(broken).toEqual([])
  console.log(`places: ${JSON.stringify(total)}`)
  // A history in which one of these hardly happens would prove nothing of it.
  for (const [name, count] of Object.entries(total)) expect([name, count > 2 * histories]).toEqual([name, true])
})
