/** Passwords: how they are kept, which are refused, and how many are worked on at once. */
import { describe, expect, test } from 'vitest'
import { HashLine, lineLimits } from '../../domain/identity/hash-line.ts'
import { checkPassword, costCap, currentCost, hashPassword } from '../../domain/identity/password-hash.ts'
import type { ScryptCost } from '../../domain/identity/password-hash.ts'
import { passwordFault } from '../../domain/identity/password-policy.ts'
import { Passwords } from '../../domain/identity/passwords.ts'

describe('at rest', () => {
  test('[§3] the cost is the one decided on, and within what the runtime allows', () => {
    expect(currentCost).toEqual({ N: 2 ** 15, r: 8, p: 3 })
    expect(currentCost.N * currentCost.r * currentCost.p).toBeLessThanOrEqual(costCap)
    expect(costCap).toBe(2 ** 20)
  })

  test('[§3] parameters stand beside the hash, salts differ, and the right password opens it', async () => {
    const [first, second] = [await hashPassword('correct horse'), await hashPassword('correct horse')]
    expect(first).toMatch(/^scrypt\$32768\$8\$3\$[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}$/)
    expect(first).not.toBe(second)
    expect(await checkPassword('correct horse', first)).toBe('right')
    expect(await checkPassword('correct horsf', first)).toBe('wrong')
  })

  test('[§3] the same password typed on another machine is the same (NFKC)', async () => {
    const stored = await hashPassword('cafe\u0301 am See')
    expect(await checkPassword('caf\u00e9 am See', stored)).toBe('right')
  })

  /** Answers at once, and says what it was asked for. */
  const spying = () => {
    const asked: ScryptCost[] = []
    const derive = (password: string, _salt: Uint8Array, cost: ScryptCost): Promise<Buffer> => {
      asked.push(cost)
      return Promise.resolve(Buffer.alloc(32, password.length))
    }
    return { asked, derive }
  }
  const stored = (N: number, r: number, p: number, hash = Buffer.alloc(32, 5)): string =>
    ['scrypt', N, r, p, Buffer.alloc(16).toString('base64'), hash.toString('base64')].join('$')

  test('[§3] a right password under older parameters is outdated', async () => {
    const { derive, asked } = spying()
    expect(await checkPassword('fiver', stored(16_384, 8, 1), derive)).toBe('outdated')
    expect(asked).toEqual([{ N: 16_384, r: 8, p: 1 }])
  })

  test.each([null, '', 'plain', 'bcrypt$1$2$3$aaaaaaaa$bbbb', stored(2 ** 20, 8, 3)])(
    '[§1] with %s stored the work is one derivation at the current cost, and nothing is right',
    async (text) => {
      const { derive, asked } = spying()
      expect(await checkPassword('x'.repeat(5), text, derive)).toBe('wrong')
      expect(asked).toEqual([currentCost])
    },
  )

  test('[§1] no password opens the dummy', async () => {
    const zeros = () => Promise.resolve(Buffer.alloc(32))
    expect(await checkPassword('anything', null, zeros)).toBe('wrong')
  })
})

describe('policy', () => {
  const grace = { email: 'grace.hopper@navy.example', display_name: 'Grace Hopper' }
  const codeOf = (password: string): string | null => passwordFault(password, grace, 'password')?.errors?.[0]?.code ?? null

  test.each([
    ['1234567', 'too_short'],
    ['😀😀😀', 'too_short'],
    ['password', 'too_common'],
    ['QWERTYUIOP', 'too_common'],
    ['Iloveyou', 'too_common'],
    ['abababababab', 'too_common'],
    ['GRACE.HOPPER', 'too_personal'],
    ['grace hopper', 'too_personal'],
    ['gracehopper', 'too_personal'],
    ['Grace.Hopper@Navy.Example', 'too_personal'],
    ['a long walk by the sea', null],
    ['xK9#mQ2v', null],
    ['Grace Hopper likes tea', null],
  ])('[§3] %s: %s', (password, code) => {
    expect(codeOf(password)).toBe(code)
  })

  test('[§3] the failure says where and carries no password', () => {
    const fault = passwordFault('password', grace, 'new_password')
    expect(fault).toMatchObject({ code: 'validation_failed', errors: [{ path: 'new_password', code: 'too_common' }] })
  })

  test('[§3] at least 5,000 common passwords are known', async () => {
    const { default: list } = await import('../../domain/identity/common-passwords.json', { with: { type: 'json' } })
    const passwords = list.passwords.split(' ')
    expect(passwords.length).toBeGreaterThan(5_000)
    expect(passwords.every((password) => password.length >= 8 && password === password.toLowerCase())).toBe(true)
    expect(list.licence.join(' ')).toContain('Permission is hereby granted')
  })
})

/** A clock that a test turns: whoever pauses goes on when it is turned far enough. */
class TestClock {
  time = 0
  #paused: { at: number; go: () => void }[] = []
  readonly now = (): number => this.time
  readonly pause = (ms: number): Promise<void> => new Promise((go) => void this.#paused.push({ at: this.time + ms, go }))

  async turn(ms: number): Promise<void> {
    this.time += ms
    const due = this.#paused.filter(({ at }) => at <= this.time)
    this.#paused = this.#paused.filter(({ at }) => at > this.time)
    for (const { go } of due) go()
    for (let i = 0; i < 10; i++) await Promise.resolve()
  }
}

describe('the line', () => {
  const open = () => {
    const clock = new TestClock()
    const line = new HashLine(clock)
    const state = { working: 0, most: 0, done: 0 }
    const finish: (() => void)[] = []
    const work = async (): Promise<number> => {
      state.working += 1
      state.most = Math.max(state.most, state.working)
      await new Promise<void>((resolve) => void finish.push(resolve))
      state.working -= 1
      return ++state.done
    }
    return { clock, line, state, work, finish }
  }

  test('[§3] two work at once, six wait, and the ninth hears at once that it is full', async () => {
    const { clock, line, state, work, finish } = open()
    const taken = Array.from({ length: lineLimits.places }, () => line.take(work))
    expect(await line.take(work)).toBeNull()
    for (let i = 0; i < 40; i++) {
      await clock.turn(lineLimits.lookMs)
      expect(state.working).toBeLessThanOrEqual(lineLimits.working)
      finish.shift()?.()
    }
    expect(await Promise.all(taken)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(state.most).toBe(lineLimits.working)
  })

  test('[§3] work that throws gives its place back', async () => {
    const { clock, line } = open()
    for (let i = 0; i < 3 * lineLimits.places; i++) {
      const failed = line.take(() => Promise.reject(new Error('no memory'))).catch((error: unknown) => error)
      await clock.turn(lineLimits.lookMs)
      expect(await failed).toEqual(new Error('no memory'))
    }
  })

  test('[F5] requests that were cancelled while they waited do not hold their places for ever', async () => {
    const { clock, line, work } = open()
    // Their timers never fire again: nothing of them runs.
    for (let i = 0; i < lineLimits.places; i++) void line.take(work)
    expect(await line.take(work)).toBeNull()
    clock.time += lineLimits.leaseMs + 1
    const next = line.take(() => Promise.resolve('in'))
    await clock.turn(lineLimits.lookMs)
    expect(await next).toBe('in')
  })

  test('[§3] a full line is 503 with when to come again', async () => {
    const passwords = new Passwords({ take: () => Promise.resolve(null) })
    expect(await passwords.check('x', null)).toMatchObject({ ok: false, error: { code: 'temporarily_unavailable', retryAfterSeconds: 2 } })
    expect(await passwords.hash('x')).toMatchObject({ ok: false })
  })
})
