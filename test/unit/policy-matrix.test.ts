/** [B10] The policy engine, exhaustively: every action with nothing wrong, with each thing wrong, and with every two things wrong. */
import { describe, expect, test } from 'vitest'
import { errorTable } from '../../contract/errors.ts'
import { denialCode, denialTable, policyDenied } from '../../contract/policy.ts'
import type { DenialCode } from '../../contract/policy.ts'
import { role } from '../../contract/roles.ts'
import { decide, deniedFact, failureOf } from '../../domain/policy/decide.ts'
import type { Decision } from '../../domain/policy/facts.ts'
import { rules } from '../../domain/policy/rules.ts'
import { actions, goodAsk, goodAsks, waysOut, wrongs } from '../support/policy-asks.ts'
import type { Ask, Wrong } from '../support/policy-asks.ts'

const decided = ({ actor, action, object, context }: Ask): Decision => decide(actor, action, object, context)
const codeOf = (decision: Decision): DenialCode | null => (decision.allow ? null : decision.code)
const expected = ({ denies, code, elsewhere }: Wrong, { action }: Ask): DenialCode | null =>
  elsewhere?.[action] ?? (denies.includes(action) ? code : null)

describe('people', () => {
  test.each(goodAsks)('[B10] $action is allowed when nothing is wrong', (asked) => {
    expect(decided(asked)).toEqual({ allow: true })
  })

  test('[B10] what has no good ask is for operators: whoever asks is told so', () => {
    const never = actions.filter((action) => !goodAsks.some((asked) => asked.action === action))
    expect(never).toEqual(['chat.delete', 'moderation.read', 'moderation.act'])
    for (const action of never) expect(codeOf(decided({ ...goodAsk('report.create'), action }))).toBe('insufficient_role')
  })

  test.each(wrongs)('[B10] $name denies exactly what it should', (wrong) => {
    const found = goodAsks.map((asked) => [asked.action, codeOf(decided(wrong.does(asked)))])
    expect(found).toEqual(goodAsks.map((asked) => [asked.action, expected(wrong, asked)]))
  })

  test('[B10] two things wrong are no less wrong than the second alone, whatever the first hides', () => {
    const lost = goodAsks.flatMap((asked) =>
      wrongs.flatMap((first) =>
        wrongs
          .filter((second) => !decided(second.does(asked)).allow && decided(second.does(first.does(asked))).allow)
          .map((second) => `${asked.action} with ${first.name} and ${second.name}`),
      ),
    )
    expect(lost).toEqual([])
  })

  test('[B10] a way out is never taken away: not by a restriction, a mode, a block or the state of the session', () => {
    const taken = waysOut.flatMap((action) =>
      wrongs.flatMap((wrong) => {
        const code = codeOf(decided(wrong.does(goodAsk(action))))
        return code === null ? [] : [code]
      }),
    )
    const ofOthers: readonly DenialCode[] = [
      'not_a_party',
      'not_the_owner',
      'not_the_addressee',
      'own_person',
      'incomplete',
      'consent_settled',
    ]
    expect(taken.filter((code) => !ofOthers.includes(code))).toEqual([])
  })
})

describe('denials', () => {
  const denials = goodAsks.flatMap((asked) =>
    wrongs.flatMap((wrong) => {
      const changed = wrong.does(asked)
      const decision = decided(changed)
      return decision.allow ? [] : [{ asked: changed, decision }]
    }),
  )

  test('[B10] every code is reached by something, and every rule says no to something', () => {
    const byOthers: readonly DenialCode[] = ['insufficient_role', 'not_for_system']
    const reached = new Set(denials.map(({ decision }) => decision.code))
    expect(denialCode.options.filter((code) => !reached.has(code) && !byOthers.includes(code))).toEqual([])
    const names = new Set(denials.map(({ decision }) => decision.rule))
    expect(rules.map(({ name }) => name).filter((name) => !names.has(name) && name !== 'operators_only')).toEqual([])
  })

  test('[B12] each is a policy_denied fact as the contract has it', () => {
    for (const { asked, decision } of denials) {
      const fact = deniedFact(decision, asked.action, asked.context)
      expect(policyDenied.parse(fact)).toEqual(fact)
    }
  })

  test('[B10] who is blocked hears no more than that the other is not available', () => {
    const blocked = denials.filter(({ decision: { code } }) => code === 'blocked').map(({ decision }) => failureOf(decision))
    expect(blocked).toHaveLength(7)
    for (const heard of blocked) expect(heard).toEqual({ code: 'not_available', detail: `${errorTable.not_available.title}.` })
  })

  test('[B6] slow mode says when to come again', () => {
    const slow = { allow: false, code: 'slow_mode', rule: 'slow_mode', facts: { retry_after_ms: 2_100 } } as const
    expect(failureOf(slow)).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 3 })
  })

  test.each(denialCode.options)('%s is answered with a code that refuses', (code) => {
    expect(errorTable[denialTable[code].answer].status).toBeGreaterThanOrEqual(400)
  })
})

describe('operators and the platform', () => {
  const operator = (of: (typeof role.options)[number]) => ({ kind: 'operator', id: goodAsk('session.read').actor.id, role: of }) as const
  const { object, context } = goodAsk('session.read')
  const mayDo = (actor: Parameters<typeof decide>[0]): string[] => actions.filter((action) => decide(actor, action, object, context).allow)

  test.each(['owner', 'admin', 'moderator'] as const)('[B10] %s moderates, and does nothing in the name of people', (of) => {
    expect(mayDo(operator(of))).toEqual([
      'session.read',
      'session.end',
      'presence.read',
      'chat.read',
      'chat.delete',
      'moderation.read',
      'moderation.act',
    ])
  })

  test.each(['analyst', 'agent'] as const)('[B10] %s does nothing here', (of) => {
    expect(mayDo(operator(of))).toEqual([])
    expect(decide(operator(of), 'moderation.act', object, context)).toMatchObject({ code: 'insufficient_role', facts: { role: of } })
  })

  test('[B10] the platform makes and ends sessions, revokes and moderates by itself', () => {
    expect(mayDo({ kind: 'system' })).toEqual(['session.create', 'session.end', 'consent.revoke', 'moderation.act'])
  })
})
