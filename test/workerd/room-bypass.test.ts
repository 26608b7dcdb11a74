/**
 * [§4, B7] Generated, through the public door: every way into a private call or to its media, for everyone, in every state of consent. The
 * two whose consent stands get in, and nobody else; and each denial of a person of the app is a fact.
 */
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import * as exchanges from '../contract/media-exchanges.ts'
import { playing } from '../contract/media-exchanges.ts'
import { factsOf } from '../support/app-facts.ts'
import { actorsOf, waysInto, waysOn, waysToLook } from './room-bypass-ways.ts'
import type { Actor, Outcome, Way } from './room-bypass-ways.ts'
import { scenarios } from './room-bypass-worlds.ts'
import type { World } from './room-bypass-worlds.ts'

type Try = { readonly who: string; readonly way: string; readonly status: number; readonly outcome: Outcome; readonly may: boolean }

/** What says no: who is nobody here, who may not, what is not there for the asker, what is over. Anything else would be a failure of ours. */
const denials: ReadonlySet<number> = new Set([401, 403, 404, 410])
/** Those that a rule of the policy engine gave. */
const byRule: ReadonlySet<number> = new Set([403, 410])

const counts = { tries: 0, denied: 0, facts: 0 }

afterAll(() => {
  console.log(
    `${scenarios.length} states of consent: ${counts.tries} tries, ${counts.denied} denied, ${counts.facts} of them facts of the app`,
  )
})
afterEach(() => vi.restoreAllMocks())

const tried = async (actor: Actor, way: Way, may: boolean): Promise<Try> => {
  const answer = await way.take(actor)
  // Stays open: who leaves a call of two ends it.
  answer.webSocket?.accept()
  return { who: actor.name, way: way.name, status: answer.status, outcome: await way.outcome(answer), may }
}

/** Everyone's tries, those of the two last: what they make, if they may, nobody has seen before. */
const tryAll = async (world: World, mayEnter: readonly string[]): Promise<Map<Actor, Try[]>> => {
  const tries = new Map<Actor, Try[]>()
  for (const actor of await actorsOf(world)) {
    const isFree = actor.of !== null && mayEnter.includes(actor.of)
    const own: Try[] = []
    for (const way of [...waysOn(world), ...waysInto(world)]) own.push(await tried(actor, way, isFree && way.forTheTwo))
    if (actor.of === null) for (const way of waysToLook(world)) own.push(await tried(actor, way, false))
    tries.set(actor, own)
  }
  return tries
}

/** How many denials of this person the app was told of. */
const toldOf = async ({ app }: World, user: string): Promise<number> =>
  (await factsOf(app, 'policy_denied')).filter(({ actor_id }) => actor_id === user).length

test.each(scenarios)(
  '[§4] $name: nobody gets in but who may, and every denial is a fact',
  { timeout: 120_000 },
  async ({ mayEnter, make }) => {
    const outside = playing({ '/credentials/generate-ice-servers': exchanges.turnServers, '/revoke': exchanges.nothing })
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => outside.fetch(new Request(input, init).url, init ?? {}))
    const world = await make()
    const tries = await tryAll(world, mayEnter)
    const all = [...tries.values()].flat()

    expect(
      all.filter(({ outcome, may }) => outcome === 'in' && !may),
      'got in',
    ).toEqual([])
    expect(
      all.filter(({ outcome, status }) => outcome === 'out' && !denials.has(status)),
      'was neither let in nor denied',
    ).toEqual([])
    // So that a door that is shut to all would be noticed. Where only one of the two is free, there is nobody to be with.
    expect(
      all.filter(({ outcome, may }) => may && outcome !== 'in' && mayEnter.length === 2),
      'was kept out',
    ).toEqual([])
    for (const [{ name, user }, own] of tries) {
      if (user === null) continue
      const denied = own.filter(({ status, outcome }) => outcome === 'out' && byRule.has(status)).length
      await expect.poll(() => toldOf(world, user), { message: `facts of the denials of ${name}`, timeout: 30_000 }).toBe(denied)
      counts.facts += denied
    }
    counts.tries += all.length
    counts.denied += all.filter(({ outcome }) => outcome === 'out').length
  },
)
