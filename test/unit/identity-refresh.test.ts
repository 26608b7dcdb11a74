/** What a presented refresh token means, and which texts are tokens at all. */
import { describe, expect, test } from 'vitest'
import { newId, sessionId } from '../../contract/ids.ts'
import { MasterSecret } from '../../domain/identity/master-secret.ts'
import { decideRefresh, refreshRules } from '../../domain/identity/refresh-decision.ts'
import type { RefreshDecision, RefreshState } from '../../domain/identity/refresh-decision.ts'
import { isGenuine, mintRefreshToken, readRefreshToken } from '../../domain/identity/refresh-token.ts'

describe('the decision', () => {
  const now = 1_000_000_000
  const session: RefreshState = { generation: 5, refreshedAt: now - 1_000, expiresAt: now + 1_000, revokedAt: null }

  test.each<[string, number, Partial<RefreshState>, RefreshDecision]>([
    ['the current one', 5, {}, 'rotate'],
    ['the one before, at once', 4, { refreshedAt: now }, 'repeat'],
    ['the one before, after 10 s', 4, { refreshedAt: now - refreshRules.graceMs }, 'repeat'],
    ['the one before, after more', 4, { refreshedAt: now - refreshRules.graceMs - 1 }, 'reused'],
    ['two before, however soon', 3, { refreshedAt: now }, 'reused'],
    ['one that was never given', 6, {}, 'reused'],
    ['the current one of a session that ended', 5, { revokedAt: now - 1 }, 'ended'],
    ['an old one of a session that ended', 1, { revokedAt: now - 1 }, 'ended'],
    ['the current one at its expiry', 5, { expiresAt: now }, 'ended'],
  ])('[§3] %s', (_what, presented, differing, decision) => {
    expect(decideRefresh({ ...session, ...differing }, presented, now)).toBe(decision)
  })
})

describe('the token', () => {
  const secret = new MasterSecret('a secret of tests')
  const session = sessionId.parse(newId())
  const token = mintRefreshToken(secret, session, 7, 'nonce')

  test('[§3] is the same each time it is made, and says session and generation', () => {
    expect(mintRefreshToken(secret, session, 7, 'nonce')).toBe(token)
    expect(readRefreshToken(token)).toMatchObject({ session_id: session, generation: 7 })
  })

  test('[§3] differs by generation, session, nonce and secret', () => {
    const others = [
      mintRefreshToken(secret, session, 8, 'nonce'),
      mintRefreshToken(secret, sessionId.parse(newId()), 7, 'nonce'),
      mintRefreshToken(secret, session, 7, 'other'),
      mintRefreshToken(new MasterSecret('another'), session, 7, 'nonce'),
    ]
    expect(new Set([token, ...others]).size).toBe(5)
  })

  test('[§3] any changed byte makes it no token or a false one', () => {
    const bytes = Buffer.from(token.slice('pq_rt_'.length), 'base64url')
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes)
      changed[i] = (changed[i] ?? 0) ^ 1
      const read = readRefreshToken(`pq_rt_${changed.toString('base64url')}`)
      expect(read !== null && isGenuine(secret, read, 'nonce')).toBe(false)
    }
    const read = readRefreshToken(token)
    expect(read !== null && isGenuine(secret, read, 'nonce')).toBe(true)
  })

  test.each(['', 'pq_rt_', 'pq_pk_x', `${token}AAAA`, token.slice(0, -4), `pq_rt_${'!'.repeat(70)}`, `pq_rt_${'/'.repeat(400)}`])(
    '[§1] %s is none',
    (text) => {
      expect(readRefreshToken(text)).toBeNull()
    },
  )
})
