/** Who a pair is, and what a resume token proves. */
import { describe, expect, test } from 'vitest'
import { appId } from '../../contract/ids.ts'
import { pairId, pairOf } from '../../domain/realtime/pair-id.ts'
import { openTicket, sealTicket } from '../../domain/realtime/resume-token.ts'
import { ids } from '../support/room-host.ts'

describe('the id of a pair', () => {
  test('is the same for both, and another in another app or with another person', () => {
    const [a, b, c] = [ids.user(1), ids.user(2), ids.user(3)]
    const other = appId.parse('01939b7e-0000-7000-8000-000000000001')
    expect(pairId(ids.app, a, b)).toBe(pairId(ids.app, b, a))
    expect(new Set([pairId(ids.app, a, b), pairId(ids.app, a, c), pairId(ids.app, b, c), pairId(other, a, b)]).size).toBe(4)
    expect(pairId(ids.app, a, b)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(pairOf(b, a)).toEqual([a, b])
  })
})

describe('[ROOM3] a resume token', () => {
  const key = new Uint8Array(32).fill(7)
  const ticket = { user: ids.user(1), connection: ids.connection(2), signIn: ids.signIn(3), epoch: 4, seq: 5 }
  const token = sealTicket(ticket, key)

  test('opens for the room that sealed it, and no other', () => {
    expect(openTicket(token, key)).toEqual(ticket)
    expect(openTicket(token, new Uint8Array(32).fill(8))).toBeNull()
  })

  test('is nothing when a character of it is another, or a piece is missing', () => {
    const forged = Array.from(token, (character, i) => `${token.slice(0, i)}${character === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`)
    const [text = '', mac = ''] = token.split('.')
    // The last character of base64url may carry bits that mean nothing.
    const opened = [...forged.slice(0, -1), text, `.${mac}`, `${text}.`, `${token}.`, ''].filter((each) => openTicket(each, key) !== null)
    expect(opened).toEqual([])
  })
})
