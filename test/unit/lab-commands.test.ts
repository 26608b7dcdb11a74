/** The LAB's commands as lines, and the door that takes them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Command, readCommand, usage } from '../../lab/commands.ts'
import { type Control, openControl } from '../../lab/control.ts'

describe('a line', () => {
  test.each<[string, Command]>([
    ['silence', { kind: 'fault', fault: 'silence', value: null, forS: null }],
    ['  freeze   7.5 ', { kind: 'fault', fault: 'freeze', value: null, forS: 7.5 }],
    ['skew -400', { kind: 'fault', fault: 'skew', value: '-400', forS: null }],
    ['skew 400 10', { kind: 'fault', fault: 'skew', value: '400', forS: 10 }],
    ['alert audio_silent 3', { kind: 'fault', fault: 'alert', value: 'audio_silent', forS: 3 }],
    ['burst 50', { kind: 'burst', count: 50 }],
    ['restart', { kind: 'restart' }],
    ['ok', { kind: 'ok' }],
  ])('%s', (line, command) => expect(readCommand(line)).toEqual({ ok: true, command }))

  test.each([
    '',
    'sing',
    'silence soon',
    'silence 0',
    'silence 1 2',
    'skew',
    'skew much',
    'alert',
    'alert NO',
    'burst',
    'burst 0',
    'burst 1e9',
    'ok 5',
  ])('%j is refused with a reason', (line) => expect(readCommand(line)).toMatchObject({ ok: false, why: expect.stringMatching(/\w/) }))

  test('every word of the usage is understood', () => {
    const examples = usage
      .split('\n')
      .map((line) => line.slice(0, 21).replaceAll(/\[S\]/g, '').replace('OFFSET_S', '5').replace('CODE', 'x').replace('COUNT', '2'))
    for (const example of examples) expect(readCommand(example), example).toMatchObject({ ok: true })
  })
})

describe('the control', () => {
  const token = 'a token of this test'
  const told: Command[] = []
  let control: Control

  beforeAll(async () => {
    control = await openControl(0, token, (command) => told.push(command))
  })
  afterAll(() => control.close())

  const say = async (body: string, headers: Record<string, string> = { Authorization: `Bearer ${token}` }): Promise<number> =>
    (await fetch(control.url, { method: 'POST', headers, body })).status

  test('takes a command from who knows the token', async () => {
    expect(await say('burst 3')).toBe(200)
    expect(told).toEqual([{ kind: 'burst', count: 3 }])
  })

  test('and from no one else; what it does not understand has no effect', async () => {
    const before = told.length
    expect(await say('restart', {})).toBe(401)
    expect(await say('restart', { Authorization: 'Bearer another' })).toBe(401)
    expect(await say('sing')).toBe(422)
    expect(await say('x'.repeat(10_000))).toBe(413)
    expect(told).toHaveLength(before)
  })
})
