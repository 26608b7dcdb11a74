/** The consents of two people. Random sequences with deaths are in `test/long`. */
import { describe, expect, test } from 'vitest'
import { consentState } from '../../contract/consent.ts'
import type { ConsentState } from '../../contract/consent.ts'
import type { ConsentChain, ConsentRecord, ConsentStep } from '../../domain/realtime/consent-chain.ts'
import {
  consentDue,
  consentLimits,
  consentMoves,
  denyConsent,
  expireConsents,
  grantConsent,
  isStanding,
  releaseConsents,
  requestConsent,
  revokeAll,
  revokeConsent,
  useConsent,
} from '../../domain/realtime/consent-chain.ts'
import { ids } from '../support/room-host.ts'

const [ann, bob, eve] = [ids.user(1), ids.user(2), ids.user(3)]
const id = ids.consent(1)
const now = 1_795_000_000_000

const ok = (step: ConsentStep): Extract<ConsentStep, { ok: true }> => {
  if (!step.ok) throw new Error(`refused: ${step.reason}`)
  return step
}

const asked = (): ConsentChain => ok(requestConsent([], { id, from: ann, to: bob, purpose: 'private_call' }, now)).chain

const chainsIn: Record<ConsentState, () => ConsentChain> = {
  requested: asked,
  granted: () => ok(grantConsent(asked(), id, bob, now)).chain,
  denied: () => ok(denyConsent(asked(), id, bob, now)).chain,
  revoked: () => ok(revokeConsent(asked(), id, ann, now)).chain,
  expired: () => expireConsents(asked(), now + consentLimits.requestMs).chain,
}

const chainIn = (state: ConsentState): ConsentChain => chainsIn[state]()

const acts: Record<string, (chain: ConsentChain, at: number) => readonly ConsentRecord[]> = {
  'grant by the asked': (chain, at) => after(grantConsent(chain, id, bob, at), chain),
  'grant by the asker': (chain, at) => after(grantConsent(chain, id, ann, at), chain),
  'grant by a stranger': (chain, at) => after(grantConsent(chain, id, eve, at), chain),
  'denial by the asked': (chain, at) => after(denyConsent(chain, id, bob, at), chain),
  'denial by the asker': (chain, at) => after(denyConsent(chain, id, ann, at), chain),
  'revoke by the asker': (chain, at) => after(revokeConsent(chain, id, ann, at), chain),
  'revoke by the asked': (chain, at) => after(revokeConsent(chain, id, bob, at), chain),
  'revoke by a stranger': (chain, at) => after(revokeConsent(chain, id, eve, at), chain),
  time: (chain, at) => expireConsents(chain, at + consentLimits.usedMs).chain,
  block: (chain, at) => revokeAll(chain, bob, at).chain,
}

const after = (step: ConsentStep, before: ConsentChain): ConsentChain => (step.ok ? step.chain : before)

describe('[ROOM23] every act in every state', () => {
  test.each(consentState.options.flatMap((state) => Object.keys(acts).map((name) => [state, name] as const)))(
    '%s, then %s',
    (state, name) => {
      const [before] = chainIn(state)
      const [next] = acts[name]?.(chainIn(state), now + 1) ?? []
      const moves: readonly string[] = consentMoves[state]
      expect(before?.state).toBe(state)
      expect(next?.state === state || moves.includes(next?.state ?? ''), `${state} became ${next?.state}`).toBe(true)
      const isStrange = name.endsWith('stranger') || name === 'grant by the asker' || name === 'denial by the asker'
      expect(isStrange ? next : before).toEqual(before)
    },
  )

  test('a request that nobody answered can not be granted any more, noticed or not', () => {
    expect(grantConsent(asked(), id, bob, now + consentLimits.requestMs)).toMatchObject({ ok: false, reason: 'settled' })
    expect(consentDue(asked())).toBe(now + consentLimits.requestMs)
  })

  test('answering the same again is answering it once', () => {
    for (const [state, act] of [
      ['granted', () => grantConsent(chainIn('granted'), id, bob, now + 1)],
      ['denied', () => denyConsent(chainIn('denied'), id, bob, now + 1)],
      ['revoked', () => revokeConsent(chainIn('revoked'), id, bob, now + 1)],
    ] as const)
      expect(act(), state).toMatchObject({ ok: true, changed: [], consent: { state } })
  })

  test('after a denial the asker waits; the other one may ask at once', () => {
    const again = { id: ids.consent(2), purpose: 'private_call' } as const
    expect(requestConsent(chainIn('denied'), { ...again, from: ann, to: bob }, now + 10_000)).toMatchObject({
      ok: false,
      retryAfterMs: 20_000,
    })
    expect(requestConsent(chainIn('denied'), { ...again, from: bob, to: ann }, now)).toMatchObject({
      ok: true,
      consent: { state: 'requested' },
    })
    expect(requestConsent(chainIn('denied'), { ...again, from: ann, to: bob }, now + consentLimits.afterDenialMs).ok).toBe(true)
  })
})

describe('[ROOM24] glare', () => {
  test('two requests that cross are one consent, granted: whoever came first', () => {
    for (const [first, second] of [
      [ann, bob],
      [bob, ann],
    ] as const) {
      const { chain } = ok(requestConsent([], { id, from: first, to: second, purpose: 'private_call' }, now))
      const crossed = ok(requestConsent(chain, { id: ids.consent(2), from: second, to: first, purpose: 'private_call' }, now + 1))
      expect(crossed.chain).toMatchObject([{ id, from: first, state: 'granted' }])
    }
  })

  test('asking twice is asking once', () => {
    const again = ok(requestConsent(asked(), { id: ids.consent(2), from: ann, to: bob, purpose: 'private_call' }, now + 1))
    expect(again).toMatchObject({ changed: [], consent: { id, state: 'requested' } })
  })
})

describe('[ROOM25] one session', () => {
  const room = ids.room(1)

  test('the first that uses it has it; who comes later hears which', () => {
    const used = ok(useConsent(chainIn('granted'), id, room, now)).chain
    expect(useConsent(used, id, ids.room(2), now + 1)).toMatchObject({ ok: true, changed: [], consent: { session: room } })
  })

  test.each(['requested', 'denied', 'expired', 'revoked'] as const)('one that is %s is used by nobody', (state) => {
    expect(useConsent(chainIn(state), id, room, now)).toMatchObject({ ok: false, reason: 'settled' })
  })

  test('a grant that nobody uses is over after 5 min; in use it stands as long as its session, at most 12 h', () => {
    const [unused] = chainIn('granted')
    const [used] = ok(useConsent(chainIn('granted'), id, room, now)).chain
    if (unused === undefined || used === undefined) throw new Error('no consent')
    expect([isStanding(unused, now + consentLimits.unusedMs - 1), isStanding(unused, now + consentLimits.unusedMs)]).toEqual([true, false])
    expect([isStanding(used, now + consentLimits.usedMs - 1), isStanding(used, now + consentLimits.usedMs)]).toEqual([true, false])
    expect(releaseConsents([used], room, now + 1).chain).toMatchObject([{ state: 'expired' }])
    expect(releaseConsents([used], ids.room(2), now + 1).changed).toEqual([])
  })
})
