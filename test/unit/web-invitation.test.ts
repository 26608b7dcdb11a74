/** [B5] Invitations as a page knows them: what waits for whom, what may follow what, and when a page goes to the call by itself. Times are data. */
import { describe, expect, it } from 'vitest'
import type { Consent } from '../../contract/consent.ts'
import { consentId, roomId, userId } from '../../contract/ids.ts'
import {
  aside,
  changesAt,
  openWith,
  noInvitations,
  ours,
  shownOf,
  toEnter,
  withConsent,
} from '../../web/features/invitation/invitation-state.ts'

const idOf = (number: number): string => `01939b7e-0000-7000-8000-${String(number).padStart(12, '0')}`
const [me, ann, ben] = [1, 2, 3].map((number) => userId.parse(idOf(number))) as [Consent['from'], Consent['from'], Consent['from']]
/** The server's clock; this machine's is an hour ahead. */
const server = Date.parse('2026-11-21T12:00:00.000Z')
const now = server + 3_600_000
const at = (ms: number): string => new Date(server + ms).toISOString()

const consent = (change: Partial<Consent> = {}): Consent => ({
  id: consentId.parse(idOf(10)),
  from: ann,
  to: me,
  purpose: 'private_call',
  state: 'requested',
  requested_at: at(0),
  decided_at: null,
  expires_at: at(60_000),
  revoked_by: null,
  session_id: null,
  ...change,
})
const granted = (change: Partial<Consent> = {}): Consent =>
  consent({ state: 'granted', decided_at: at(5_000), expires_at: at(305_000), ...change })
const knowing = (...consents: readonly Consent[]) =>
  consents.reduce((state, each) => withConsent(state, each, server, now), noInvitations(me))

describe('what is shown', () => {
  it('who is asked has 60 s to answer, by the server’s clock and not by this one', () => {
    const state = knowing(consent())
    expect(shownOf(state, now + 59_000).incoming).toMatchObject({ from: ann, until: now + 60_000 })
    expect(shownOf(state, now + 60_000).incoming).toBeNull()
    expect(changesAt(state, now)).toBe(now + 60_000)
  })

  it('who asked waits, and hears a no or that nothing came', () => {
    const asked = consent({ from: me, to: ann })
    const state = ours(knowing(asked), asked.id)
    expect(shownOf(state, now).waiting?.to).toBe(ann)
    expect(shownOf(state, now).incoming).toBeNull()
    const denied = withConsent(state, { ...asked, state: 'denied', decided_at: at(1) }, server, now)
    expect(shownOf(denied, now)).toMatchObject({ waiting: null, refused: { state: 'denied' } })
    expect(shownOf(state, now + 60_000)).toMatchObject({ waiting: null, refused: { state: 'requested' } })
    expect(shownOf(aside(denied, asked.id, true), now).refused).toBeNull()
  })

  it('what another window asked is no news in this one', () => {
    const asked = consent({ from: me, to: ann })
    expect(shownOf(knowing(asked, { ...asked, state: 'denied', decided_at: at(1) }), now).refused).toBeNull()
  })

  it('to leave the question is no answer: it can be taken up again until it expires', () => {
    const state = aside(knowing(consent()), consent().id, true)
    expect(shownOf(state, now)).toMatchObject({ isAside: true, incoming: { from: ann } })
    expect(shownOf(aside(state, consent().id, false), now).isAside).toBe(false)
  })

  it('two who ask at once are asked one after the other', () => {
    const state = knowing(consent(), consent({ id: consentId.parse(idOf(11)), from: ben }))
    expect(shownOf(state, now).incoming?.from).toBe(ann)
    expect(shownOf(withConsent(state, consent({ state: 'expired', decided_at: at(9) }), server, now), now).incoming?.from).toBe(ben)
  })
})

describe('what may follow', () => {
  it('what comes late changes nothing', () => {
    const state = knowing(consent(), granted())
    expect(withConsent(state, consent(), server, now)).toBe(state)
    const over = withConsent(state, granted({ state: 'revoked', revoked_by: ann }), server, now)
    expect(withConsent(over, granted(), server, now)).toBe(over)
    expect(shownOf(over, now)).toEqual({ incoming: null, isAside: false, waiting: null, standing: null, refused: null })
  })

  it('a person is asked once at a time, in whichever direction', () => {
    expect(openWith(knowing(consent()), ann, now)?.state).toBe('requested')
    expect(openWith(knowing(granted()), ann, now)?.state).toBe('granted')
    expect(openWith(knowing(consent()), ben, now)).toBeNull()
    expect(openWith(knowing(consent()), ann, now + 60_000)).toBeNull()
  })
})

describe('going to the call', () => {
  it('by itself only in the page that asked or granted; elsewhere it is offered', () => {
    const state = knowing(consent(), granted())
    expect(toEnter(state, now)).toBeNull()
    expect(shownOf(state, now).standing?.id).toBe(consent().id)
    expect(toEnter(ours(state, consent().id), now)?.id).toBe(consent().id)
    expect(toEnter(ours(state, consent().id), now + 305_000)).toBeNull()
  })

  it('also when it was granted before this page knew that it asked: two asked at once', () => {
    const crossing = ours(withConsent(noInvitations(me), granted({ from: ann, to: me }), server, now), consent().id)
    expect(toEnter(crossing, now)?.id).toBe(consent().id)
  })

  it('a call that goes on is offered with its session', () => {
    const used = granted({ session_id: roomId.parse(idOf(20)), expires_at: at(43_200_000) })
    expect(shownOf(knowing(used), now).standing?.session_id).toBe(idOf(20))
  })
})
