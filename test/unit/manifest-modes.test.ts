/** [B9] Modes are manifests: the platform's own are whole, a wrong one is refused, and one that a test brings works without new code. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { modeManifest } from '../../contract/manifest.ts'
import type { ModeManifest } from '../../contract/manifest.ts'
import { defaultPolicies, tier } from '../../contract/policy.ts'
import { defaultRates, emits, modeRegistry, offeredModes, rateOf } from '../../domain/modes/mode-registry.ts'
import type { ModeRegistry } from '../../domain/modes/mode-registry.ts'
import { platformModes } from '../../domain/modes/platform-modes.ts'
import { decide } from '../../domain/policy/decide.ts'
import { manifests } from '../../modes/index.ts'
import { call, member, now, other, party, peer } from '../support/policy-asks.ts'

const folder = join(import.meta.dirname, '../../modes')

/** A mode that nobody has heard of. */
const karaoke = {
  mode_id: 'karaoke',
  version: 1,
  title: { en: 'Karaoke', 'pt-BR': 'Karaokê' },
  routes: ['/karaoke'],
  access: 'signed_in',
  required_capabilities: ['presence', 'chat', 'media', 'signalling'],
  room: {
    entry: 'open',
    audiences: ['unlisted'],
    max_members: 3,
    media: { profile: 'thumb' },
    chat: true,
    presence_detail: 'counts',
    slow_mode_s: 5,
  },
  transitions: ['party'],
  ui_composition: { layout: 'stage', main: ['stage', 'call'], side: ['chat'], bar: ['mode_switch'] },
  policies: {
    consent: null,
    forbidden: ['signal.send'],
    min_tier: { 'media.token': 'trusted' },
    limits: {
      'chat.send': { new: { limit: 1, period_s: 9 }, member: { limit: 2, period_s: 9 }, trusted: { limit: 3, period_s: 9 } },
    },
  },
  analytics_events: ['mode_entered', 'policy_denied'],
}
const modeOf = (registry: ModeRegistry): ModeManifest => {
  const found = registry.find('karaoke')
  if (found === null) throw new Error('the mode is not there')
  return found
}

describe('the platform’s own', () => {
  test('[B9] every file is in the index and parses', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
    const read = files.map((file) => modeManifest.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))).mode_id)
    expect(read.toSorted()).toEqual(files.map((file) => file.replace('.json', '')).toSorted())
    expect(platformModes().all.map(({ mode_id }) => mode_id)).toEqual(['broadcast', 'party', 'private-call', 'random'])
  })

  test('[B1] the channel needs no login; everything else does', () => {
    expect(
      platformModes()
        .all.filter(({ access }) => access === 'anyone')
        .map(({ routes }) => routes[0]),
    ).toEqual(['/'])
  })

  test('[B12] every mode tells of being entered and left, of its sessions and their cost', () => {
    const told = ['mode_entered', 'mode_exited', 'session_created', 'session_transitioned', 'policy_denied', 'session_cost'] as const
    for (const mode of platformModes().all) expect(told.filter((event) => !emits(mode, event))).toEqual([])
  })

  test('[B12] where a manifest says nothing a default limits, and a higher tier is never limited more', () => {
    for (const mode of platformModes().all)
      for (const action of Object.keys(defaultRates) as (keyof typeof defaultRates)[]) {
        const perSecond = tier.options.map((each) => rateOf(mode, action, each)).map(({ limit, period_s }) => limit / period_s)
        expect(perSecond, `${mode.mode_id} ${action}`).toEqual(perSecond.toSorted((a, b) => a - b))
      }
  })
})

describe('a manifest of one’s own', () => {
  const registry = platformModes(JSON.stringify([karaoke]))
  const mode = modeOf(registry)
  const context = { now, mode, to: null, app: defaultPolicies, message: null }

  test('[B9] is a mode like any other, without new code', () => {
    expect(registry.all.map(({ mode_id }) => mode_id)).toContain('karaoke')
    expect(mode.routes).toEqual(['/karaoke'])
  })

  test('[B9] rules over what may be done in it', () => {
    const session = { ...party, audience: 'unlisted', members: 3, isMember: false } as const
    const asked = { session, person: null, consent: null }
    const trusted = { ...member, tier: 'trusted' } as const
    const inside = { ...asked, session: { ...session, isMember: true } }
    expect(decide(member, 'session.create', { ...asked, session: { ...session, audience: 'public' } }, context)).toMatchObject({
      code: 'audience_not_offered',
    })
    expect(decide(member, 'session.create', asked, context)).toEqual({ allow: true })
    expect(decide(member, 'room.join', asked, context)).toMatchObject({ code: 'room_full', facts: { members: 3, max_members: 3 } })
    expect(decide(member, 'media.token', inside, context)).toMatchObject({
      code: 'tier_too_low',
      facts: { tier: 'member', needs: 'trusted' },
    })
    expect(decide(trusted, 'media.token', inside, context)).toEqual({ allow: true })
    expect(decide(trusted, 'signal.send', { ...inside, person: peer }, context)).toMatchObject({ code: 'forbidden_by_mode' })
    expect(decide(member, 'consent.request', { ...inside, person: peer }, context)).toMatchObject({ code: 'capability_missing' })
  })

  test('[B9] has its own limits', () => {
    expect(rateOf(mode, 'chat.send', 'member')).toEqual({ limit: 2, period_s: 9 })
    expect(rateOf(mode, 'connect', 'new')).toEqual(defaultRates.connect.new)
  })

  test('[B9] is used by the apps that want it', () => {
    expect(offeredModes(registry, { modes: ['karaoke', 'gone'] })).toEqual([mode])
    expect(offeredModes(registry, { modes: null })).toHaveLength(5)
  })

  test('[B9] leads to its own consent when it asks for one', () => {
    const duet = {
      ...karaoke,
      room: { ...karaoke.room, entry: 'consent', audiences: ['private'], max_members: 2 },
      policies: { consent: 'private_call' },
    }
    const found = modeOf(platformModes(JSON.stringify([duet])))
    const asked = { session: { ...call, isMember: true }, person: { ...peer, id: other }, consent: null }
    expect(decide(member, 'media.token', asked, { ...context, mode: found })).toMatchObject({ code: 'consent_missing' })
  })
})

describe('what is refused', () => {
  const faults = (change: object): string => {
    const registry = modeRegistry([...manifests, { ...karaoke, ...change }])
    return registry.ok ? '' : registry.error.map(({ mode, detail }) => `${mode}: ${detail}`).join('\n')
  }

  test.each([
    [{ mode_id: 'party' }, 'another mode of this id'],
    [{ routes: ['/party'] }, '/party is the address of another mode'],
    [{ transitions: ['nowhere'] }, 'leads to nowhere'],
    [{ routes: ['https://elsewhere.test'] }, 'not an address of the shell'],
    [{ required_capabilities: ['chat', 'signalling', 'media'] }, 'presence'],
    [{ required_capabilities: ['presence', 'signalling', 'media'] }, 'chat and the capability chat come together'],
    [{ room: { ...karaoke.room, media: null } }, 'media and the capability media come together'],
    [{ policies: { consent: 'private_call' } }, 'a consent is what the entry consent asks for'],
    [{ room: { ...karaoke.room, entry: 'match' } }, 'one of two, in private'],
    [{ analytics_events: ['mode_entered'] }, 'denials are always facts'],
    [{ ui_composition: { layout: 'stage', main: ['player'] } }, 'player takes the capability watch'],
    [{ anything: 'else' }, 'anything'],
    [{ policies: { consent: null, forbidden: ['chat.sing'] } }, 'forbidden'],
  ])('[B9] %j', (change, fault) => {
    expect(faults(change)).toContain(fault)
  })

  test('[B9] a deployment with a wrong manifest does not start', () => {
    expect(() => platformModes(JSON.stringify([{ ...karaoke, version: 0 }]))).toThrow('mode manifests: karaoke')
    expect(() => platformModes('{')).toThrow('JSON')
  })
})
