/** Apps, their settings, keys, members and audit in a real browser against the stand-in platform. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { examine } from './admin-examine.ts'
import { adminStage, hasChrome, seen } from './admin-stage.ts'
import { appOf, emptyCounts } from './admin-world.ts'
import { eventually, isFocused, pathOf } from './eventually.ts'

const stage = adminStage()
const { world, shows } = stage

const button = (name: string | RegExp) => stage.page.getByRole('button', { name })
const dialog = () => stage.page.getByRole('dialog')
const heading = (name: string): Promise<boolean> => seen(stage.page.getByRole('heading', { level: 1, name }))
const here = (page: string): string => `/admin/apps/${world.apps[0]?.id}/${page}`

describe.runIf(hasChrome)('apps', () => {
  it('the only app is the start; with several it is the one that was open last', async () => {
    const { page } = stage
    await stage.signIn()
    await page.getByTestId('age').waitFor()
    await eventually(() => pathOf(page)).toBe(`/admin/apps/${world.apps[0]?.id}`)
    world.apps = [appOf(2, 'Sunbar', 'analyst'), ...world.apps]
    await page.goto('/admin')
    await page.getByTestId('age').waitFor()
    await eventually(() => pathOf(page)).toBe(`/admin/apps/${world.apps[1]?.id}`)
    await page.evaluate(() => localStorage.clear())
    await page.goto('/admin')
    expect(await heading('Apps')).toBe(true)
  })

  it('an operator without an app makes one, and lands in it', async () => {
    const { page } = stage
    Object.assign(world, { apps: [], keys: [], counts: emptyCounts, eventsAt: () => 0 })
    await stage.signIn()
    expect(await shows('No app yet')).toBe(true)
    await examine(page, 'apps-none')
    await button('New app').click()
    await button('Create the app').click()
    await eventually(() => dialog().getByText('Needed.').count()).toBe(1)
    await examine(page, 'apps-new')
    await page.getByLabel('Name').fill('Starbar')
    await button('Create the app').click()
    expect(await heading('Live metrics')).toBe(true)
    expect(await seen(button(/Switch app: Starbar/))).toBe(true)
    await page.goBack()
    expect(await heading('Apps')).toBe(true)
    expect(await shows('Starbar')).toBe(true)
  })

  it('the same app sent again after a lost answer is one app', async () => {
    const { page } = stage
    await stage.signIn('/admin/apps')
    await button('New app').click()
    await page.getByLabel('Name').fill('Starbar')
    world.api = 'down'
    await button('Create the app').click()
    expect(await shows('Prost does not answer.')).toBe(true)
    world.api = 'up'
    await button('Create the app').click()
    expect(await heading('Live metrics')).toBe(true)
    const attempts = stage.calls('POST', '/v1/apps').map(({ headers }) => headers['idempotency-key'])
    expect(attempts[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(new Set(attempts).size).toBe(1)
  })

  it('the switcher is usable by keyboard, and finds by name among many', async () => {
    const { page } = stage
    world.apps = [...world.apps, ...Array.from({ length: 8 }, (_, index) => appOf(index + 2, `Bar ${index + 2}`, 'analyst'))]
    await stage.signIn(here('keys'))
    await button(/Switch app: Moonbar/).focus()
    await page.keyboard.press('Enter')
    await eventually(() => isFocused(page.getByRole('searchbox'))).toBe(true)
    await examine(page, 'switcher')
    await page.keyboard.type('bar 7')
    const found = page.getByRole('list', { name: 'Apps' }).getByRole('link')
    await eventually(() => found.allInnerTexts()).toEqual([expect.stringMatching(/^Bar 7/)])
    await page.keyboard.press('ArrowDown')
    await eventually(() => isFocused(found)).toBe(true)
    await page.keyboard.press('Enter')
    expect(await seen(button(/Switch app: Bar 7/))).toBe(true)
    await eventually(() => pathOf(page)).toBe(`/admin/apps/${appOf(7, '').id}`)
    await button(/Switch app: Bar 7/).focus()
    await page.keyboard.press('ArrowDown')
    await eventually(() => isFocused(page.getByRole('searchbox'))).toBe(true)
    await page.keyboard.press('Escape')
    await eventually(() => isFocused(button(/Switch app/))).toBe(true)
    await eventually(() => page.getByRole('searchbox').count()).toBe(0)
    await page.goBack()
    expect(await heading('Keys')).toBe(true)
  })

  it('a role is offered what it may do, and nothing else', async () => {
    const { page } = stage
    world.apps = [appOf(1, 'Moonbar', 'analyst')]
    await stage.signIn(here('keys'))
    expect(await heading('Your role does not open this page.')).toBe(true)
    await eventually(() => page.getByRole('navigation', { name: 'This app' }).getByRole('link').allInnerTexts()).toEqual([
      'Metrics',
      'Events',
      'Quarantine',
      'Sessions',
      'Audit',
    ])
    await stage.barrier()
    expect(stage.calls('GET', '/keys')).toEqual([])
    await examine(page, 'not-for-role')
    world.apps = [appOf(1, 'Moonbar', 'agent')]
    await page.goto('/admin')
    expect(await heading('As Agent you have nothing to do here yet.')).toBe(true)
  })

  it('an app that is not one’s own is not there', async () => {
    await stage.signIn(`/admin/apps/${appOf(9, '').id}/settings`)
    expect(await heading('There is no such app for you.')).toBe(true)
    await examine(stage.page, 'missing-app')
  })
})

describe.runIf(hasChrome)('keys', () => {
  it('shows a secret once: it stays until it is kept, and is nowhere after', async () => {
    const { page, context } = stage
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await stage.signIn(here('keys'))
    await page.getByRole('list', { name: 'Keys' }).waitFor()
    await examine(page, 'keys')
    await button('New key').click()
    await page.getByLabel('Telemetry').uncheck()
    await button('Make the key').click()
    await eventually(() => dialog().getByText('At least one.').count()).toBe(1)
    await examine(page, 'keys-new')
    await page.getByLabel('Name').fill('worker')
    await page.getByLabel('Telemetry').check()
    await page.getByLabel('Audit').check()
    await button('Make the key').click()
    expect(await shows('The secret of “worker”')).toBe(true)
    expect(stage.calls('POST', '/keys')[0]?.body).toEqual({ name: 'worker', scopes: ['telemetry', 'audit'] })
    await button('Copy the secret key').click()
    await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^pq_sk_/)
    const secret = await page.evaluate(() => navigator.clipboard.readText())
    await eventually(() => dialog().innerText()).toContain(secret)
    await page.keyboard.press('Escape')
    expect(await shows('Keep it first')).toBe(true)
    // No longer "Copied".
    await button('Copy the secret key').waitFor()
    await examine(page, 'keys-secret')
    await button('I have kept it').click()
    await eventually(() => dialog().count()).toBe(0)
    await eventually(() => page.getByRole('list', { name: 'Keys' }).getByRole('listitem').first().innerText()).toContain('worker')
    await eventually(() => page.content()).not.toContain(secret)
  })

  it('rotates with the overlap that was chosen, and says until when both secrets open', async () => {
    const { page } = stage
    await stage.signIn(here('keys'))
    await button('Rotate the key server').click()
    await examine(page, 'keys-rotate')
    await page.getByLabel('in 8 hours').check()
    await button('Make the new secret').click()
    expect(await shows(/The secret before it opens until \w{3} \d+, \d{4}, \d\d:\d\d\./)).toBe(true)
    await button('I have kept it').click()
    expect(stage.calls('POST', /\/rotate$/)[0]?.body).toEqual({ overlap_s: 28_800 })
    expect(await shows('The secret before the last rotation opens until')).toBe(true)
    await button('Rotate the key server').click()
    await page.getByLabel('at once').check()
    await button('Make the new secret').click()
    expect(await shows('The secret before it does not open any more.')).toBe(true)
  })

  it('revokes only after the key was named, and Escape leaves it alone', async () => {
    const { page } = stage
    await stage.signIn(here('keys'))
    await button('Revoke the key server').click()
    expect(await shows('Revoke “server”?')).toBe(true)
    await examine(page, 'keys-revoke')
    await page.keyboard.press('Escape')
    await eventually(() => isFocused(button('Revoke the key server'))).toBe(true)
    await stage.barrier()
    expect(stage.calls('DELETE', /\/keys\//)).toEqual([])
    await button('Revoke the key server').click()
    await button('Revoke “server”').click()
    expect(await shows('“server” is revoked.')).toBe(true)
    await eventually(() => button('Revoke the key server').count()).toBe(0)
  })

  it('no key yet says what for; a failed list says so and comes back', async () => {
    const { page } = stage
    Object.assign(world, { keys: [], refusal: { of: '/keys', code: 'temporarily_unavailable' } })
    await stage.signIn(here('keys'))
    expect(await shows('Prost can not do that right now.')).toBe(true)
    await examine(page, 'keys-failed')
    world.refusal = null
    await button('Try again').click()
    expect(await shows('No key yet')).toBe(true)
    await examine(page, 'keys-none')
  })
})

describe.runIf(hasChrome)('members', () => {
  it('adds a member or an invitation, changes a role, removes and withdraws', async () => {
    const { page } = stage
    await stage.signIn(here('members'))
    await page.getByRole('list', { name: 'Members' }).waitFor()
    await examine(page, 'members')
    await button('Add a member').click()
    await dialog().getByRole('button', { name: 'Add' }).click()
    await eventually(() => dialog().getByText('This is no e-mail address.').or(dialog().getByText('Needed.')).count()).toBe(1)
    await examine(page, 'members-add')
    await page.getByLabel('E-mail').fill('mary@moonbar.example')
    await dialog().getByLabel('Moderator').check()
    await dialog().getByRole('button', { name: 'Add' }).click()
    expect(await shows('Mary Jackson is now Moderator.')).toBe(true)
    await button('Add a member').click()
    await page.getByLabel('E-mail').fill('new@moonbar.example')
    await dialog().getByRole('button', { name: 'Add' }).click()
    expect(await shows('An invitation is on its way to new@moonbar.example.')).toBe(true)

    await button('Change the role of Grace Hopper').click()
    await eventually(() => dialog().getByLabel('Analyst').isChecked()).toBe(true)
    await dialog().getByLabel('Owner').check()
    await dialog().getByRole('button', { name: 'Change the role' }).click()
    expect(await shows('Grace Hopper is now Owner.')).toBe(true)
    await button('Remove Grace Hopper').click()
    await dialog().getByRole('button', { name: 'Remove Grace Hopper' }).click()
    expect(await shows('Grace Hopper is removed.')).toBe(true)
    await button('Withdraw the invitation of new@moonbar.example').click()
    await button('Withdraw it').click()
    expect(await shows('The invitation of new@moonbar.example is withdrawn.')).toBe(true)
  })

  it('[last_owner] the only owner stays, and the page says why', async () => {
    const { page } = stage
    await stage.signIn(here('members'))
    await button('Leave').click()
    await button('Leave the app').click()
    expect(await shows('This is the only owner.')).toBe(true)
    await examine(page, 'members-last-owner')
    await page.keyboard.press('Escape')
    await button('Change the role of Ada Lovelace').click()
    await dialog().getByLabel('Admin').check()
    await dialog().getByRole('button', { name: 'Change the role' }).click()
    expect(await shows('This is the only owner.')).toBe(true)
  })

  it('an administrator is not offered what only owners do', async () => {
    world.apps = [appOf(1, 'Moonbar', 'admin')]
    await stage.signIn(here('members'))
    expect(await seen(button('Remove Grace Hopper'))).toBe(true)
    expect(await button('Leave').count()).toBe(0)
    await button('Add a member').click()
    await eventually(() => dialog().getByRole('radio').count()).toBe(4)
  })
})

describe.runIf(hasChrome)('audit', () => {
  it('reads as who, what, when and outcome; an entry opens; the list narrows to it', async () => {
    const { page } = stage
    await stage.signIn(here('audit'))
    const list = page.getByRole('list', { name: 'Audit' })
    await list.waitFor()
    await eventually(() => list.innerText()).toMatch(/Prost ended a sign-in[\s\S]*decided/)
    await eventually(() => list.innerText()).toMatch(/Grace Hopper was kept out[\s\S]*denied/)
    await eventually(() => list.innerText()).toContain('Ada Lovelace revoked a key: old server')
    await examine(page, 'audit')
    await list.getByText('revoked a key').click()
    expect(await shows('0'.repeat(63))).toBe(true)
    await examine(page, 'audit-entry')
    await list.getByRole('button', { name: 'Only this' }).first().click()
    await eventually(() => page.url()).toContain('actor_id=')
    expect(await shows('Filter (1)')).toBe(true)
    await page.goBack()
    await list.getByText('Prost').first().waitFor()
  })

  it('filters are the address: they can be sent, cleared, and match nothing', async () => {
    const { page } = stage
    await stage.signIn(`${here('audit')}?outcome=denied`)
    await page.reload()
    expect(await shows('Filter (1)')).toBe(true)
    await page.getByRole('list', { name: 'Audit' }).waitFor()
    await eventually(() => page.getByRole('list', { name: 'Audit' }).getByRole('listitem').count()).toBe(1)
    await page.getByLabel('What').selectOption('key.rotated')
    await button('Show').first().click()
    expect(await shows('Nothing fits these filters.')).toBe(true)
    await examine(page, 'audit-filtered')
    await button('Show everything').last().click()
    await page.getByRole('list', { name: 'Audit' }).getByRole('listitem').nth(5).waitFor()
    await eventually(() => page.getByRole('list', { name: 'Audit' }).getByRole('listitem').count()).toBe(6)
    await eventually(() => page.url()).not.toContain('?')
  })

  it('pages with the cursor, to the end', async () => {
    const { page } = stage
    const [one] = world.entries
    if (!one) throw new Error('no entry')
    world.entries = Array.from({ length: 120 }, (_, index) => ({ ...one, seq: 120 - index, id: `entry-${index}` }))
    await stage.signIn(here('audit'))
    const items = page.getByRole('list', { name: 'Audit' }).getByRole('listitem')
    await items.nth(49).waitFor()
    await button('Show older').click()
    await items.nth(99).waitFor()
    await button('Show older').click()
    await items.nth(119).waitFor()
    await eventually(() => button('Show older').count()).toBe(0)
  })

  it('verifies and says so; tampering is said at its place; the export is a file', async () => {
    const { page } = stage
    await stage.signIn(here('audit'))
    await button('Verify the chain').click()
    expect(await shows('The chain is whole: 6 entries, every hash and link right.')).toBe(true)
    await examine(page, 'audit-verified')
    world.faults = [{ seq: 4, kind: 'altered', detail: 'hash' }]
    await button('Verify the chain').click()
    expect(await shows('Entry 4: its content was altered')).toBe(true)
    await examine(page, 'audit-broken')
    const file = page.waitForEvent('download')
    await button('Export').click()
    expect((await file).suggestedFilename()).toBe(`audit-${world.apps[0]?.id}.ndjson`)
    expect(readFileSync(await (await file).path(), 'utf8')).toBe('{"kind":"header"}\n')
  })
})

describe.runIf(hasChrome)('settings', () => {
  it('says which line is wrong, saves each part by itself, and the bar follows a new name', async () => {
    const { page } = stage
    await stage.signIn(here('settings'))
    await page.getByLabel('Allowed origins').waitFor()
    await examine(page, 'settings')
    await page.getByLabel('Allowed origins').fill('https://moonbar.example\nmoonbar.example')
    await button('Save').nth(1).click()
    expect(await shows('“moonbar.example” is no origin')).toBe(true)
    await page.getByLabel('Allowed origins').fill('https://moonbar.example\nhttp://localhost:5173')
    await button('Save').nth(1).click()
    expect(await shows('Saved.')).toBe(true)
    expect(world.apps[0]?.origins).toEqual(['https://moonbar.example', 'http://localhost:5173'])
    await page.getByLabel('Name').fill('Moon bar')
    await button('Save').nth(0).click()
    expect(await seen(button(/Switch app: Moon bar/))).toBe(true)
    await page.getByLabel('A session ends after (seconds)').fill('5')
    await button('Save').nth(2).click()
    expect(await shows('A whole number from 15 to 600.')).toBe(true)
    await page.getByLabel('A session ends after (seconds)').fill('90')
    await page.getByLabel('What counts as an interaction').fill('interaction.*\nchat.sent')
    await button('Save').nth(2).click()
    await eventually(() => page.getByText('Saved.').count()).toBe(3)
    await page.getByRole('textbox', { name: 'Measures' }).fill('Waiting = balance queue.joined minus queue.left')
    await button('Save').nth(3).click()
    expect(await shows('“Waiting = balance queue.joined minus queue.left” says no measure')).toBe(true)
    await page
      .getByRole('textbox', { name: 'Measures' })
      .fill('Waiting = balance queue.joined - queue.left\nSkipped = share skip / match.created over 600')
    await button('Save').nth(3).click()
    await eventually(() => page.getByText('Saved.').count()).toBe(4)
    await page.getByLabel('Sign-in attempts').fill('20')
    await button('Save').nth(4).click()
    await eventually(() => page.getByText('Saved.').count()).toBe(5)
    expect(world.apps[0]).toMatchObject({
      session_ttl_s: 90,
      interaction_patterns: ['interaction.*', 'chat.sent'],
      limits: { sign_in_per_min: 20 },
      measures: [
        { name: 'Waiting', kind: 'balance', in: 'queue.joined', out: 'queue.left', window_s: 86_400 },
        { name: 'Skipped', kind: 'share', of: 'skip', among: 'match.created', window_s: 600 },
      ],
    })
    await examine(page, 'settings-saved')
  })

  it('archives only behind the typed name', async () => {
    const { page } = stage
    await stage.signIn(here('settings'))
    await button('Archive…').click()
    await page.getByLabel('Type Moonbar to confirm').fill('Sunbar')
    await button('Archive the app').click()
    expect(await shows('That is not its name.')).toBe(true)
    await stage.barrier()
    expect(stage.calls('DELETE', /^\/v1\/apps\/[^/]+$/)).toEqual([])
    await examine(page, 'settings-archive')
    await page.getByLabel('Type Moonbar to confirm').fill('Moonbar')
    await button('Archive the app').click()
    expect(await shows('No app yet')).toBe(true)
  })
})
