/**
 * The page `/docs` in a real browser, with the committed API document. Its states are looked at in both colour schemes on a phone and
 * on a desk: no axe finding, nothing wider than the screen, a screenshot in test-results/.
 */
import { describe, expect, it } from 'vitest'
import apiDocument from '../../docs/api/openapi.json' with { type: 'json' }
import { examine } from './admin-examine.ts'
import { adminStage, hasChrome } from './admin-stage.ts'
import { eventually, isFocused } from './eventually.ts'

const everyId = Object.values(apiDocument.paths).flatMap((item) =>
  Object.values(item as Record<string, { operationId?: string }>).flatMap(({ operationId }) => operationId ?? []),
)

const stage = adminStage({ silent: true })
const { world } = stage

const open = async (hash = ''): Promise<void> => {
  await stage.page.goto(`/docs${hash}`)
  await stage.page.locator('.operation').first().waitFor()
}
const line = (id: string) => stage.page.locator(`#${id} .operation-line`)
const isOpen = async (id: string): Promise<boolean> => (await line(id).getAttribute('aria-expanded')) === 'true'
const listed = (): Promise<string[]> => stage.page.locator('.operation').evaluateAll((cards) => cards.map(({ id }) => id))
/** What the API has is another thing than what the page looks like: its pictures are of what stands around. */
const masked = ['.side', '.operation', '.docs-found']
const hash = (): string => new URL(stage.page.url()).hash

describe.runIf(hasChrome)('the API page', () => {
  it('[§3] lists every operation of the document, in the page and beside it', async () => {
    const { page } = stage
    await open()
    await eventually(async () => (await listed()).toSorted()).toEqual(everyId.toSorted())
    const links = page.locator('.side li a')
    const linked = () => links.evaluateAll((all) => all.map((link) => link.getAttribute('href')?.slice(1) ?? '').toSorted())
    await eventually(linked).toEqual(everyId.toSorted())
    await eventually(() => page.locator('.docs-found').innerText()).toBe(`${everyId.length} operations`)
    await examine(page, 'docs', { masked })
  })

  it('is reached from the bar of the shell', async () => {
    const { page } = stage
    await page.goto('/')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API' }).click()
    await page.locator('.operation').first().waitFor()
    await eventually(() => page.title()).toBe('API · Prost')
  })

  it('a deep link opens its operation, brings it into view and focuses it', async () => {
    const { page } = stage
    await open('#verifyMetrics')
    await page.locator('#verifyMetrics-more .operation-more').waitFor()
    await eventually(() => isOpen('verifyMetrics')).toBe(true)
    await eventually(() => isFocused(line('verifyMetrics'))).toBe(true)
    const top = async (): Promise<number> => (await line('verifyMetrics').boundingBox())?.y ?? -1
    await eventually(top).toSatisfy((y: number) => y >= 0 && y < 200)
  })

  it('a link beside goes to its operation; back and forward go along', async () => {
    const { page } = stage
    await page.setViewportSize({ width: 1280, height: 800 })
    await open()
    await page.locator('.side a[href="#getMetrics"]').click()
    await page.locator('#getMetrics-more .operation-more').waitFor()
    await eventually(hash).toBe('#getMetrics')
    await page.locator('.side a[href="#getReadiness"]').click()
    await page.locator('#getReadiness-more .operation-more').waitFor()
    await page.goBack()
    await eventually(() => page.evaluate(() => document.activeElement?.closest('article')?.id)).toBe('getMetrics')
    await eventually(hash).toBe('#getMetrics')
  })

  it('the keyboard alone opens and closes an operation, and the address follows', async () => {
    const { page } = stage
    await open()
    await line('getMetrics').focus()
    await page.keyboard.press('Enter')
    await eventually(() => isOpen('getMetrics')).toBe(true)
    await eventually(hash).toBe('#getMetrics')
    await page.keyboard.press('Space')
    await eventually(() => isOpen('getMetrics')).toBe(false)
  })

  it('an open operation says who may call, what it takes and answers, and how it fails', async () => {
    const { page } = stage
    await open('#sendEvents')
    const card = page.locator('#sendEvents')
    for (const part of ['Who may call', 'telemetry', 'Idempotency-Key', 'actor_id', 'EventEnvelope', '202', 'quarantined'])
      await eventually(() => card.innerText()).toContain(part)
    await card.locator('.failure', { hasText: 'idempotency_conflict' }).locator('summary').click()
    await eventually(() => card.locator('.failure[open] pre').innerText()).toContain('"status": 409')
    await examine(page, 'docs-operation', { masked })
  })

  it('the body of another type changes the tree and the command', async () => {
    const { page } = stage
    await open('#sendEvents')
    const card = page.locator('#sendEvents')
    await card.getByLabel('Type of the body').selectOption('application/cloudevents+json')
    await eventually(() => card.locator('.code-block').first().innerText()).toContain('Content-Type: application/cloudevents+json')
    await eventually(() => card.locator('.shape').first().innerText()).toContain('specversion')
  })

  it('a copied command is the one that is shown', async () => {
    const { page, context } = stage
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await open('#getMetricsSeries')
    await page.getByRole('button', { name: 'Copy the command of getMetricsSeries' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toBe(
      [
        `curl '${stage.server.url}/v1/metrics/series?metric=events&interval=minute'`,
        `-H "X-Prost-App-Key: $KEY"`,
        `-H "X-Prost-App-Secret: $SECRET"`,
      ].join(' \\\n  '),
    )
    await eventually(() => page.locator('#getMetricsSeries pre').first().innerText()).toBe(copied)
  })
})

describe.runIf(hasChrome)('the filter', () => {
  it('leaves what has every word, says how many, and Escape brings all back', async () => {
    const { page } = stage
    await open()
    await page.keyboard.press('/')
    await page.keyboard.type('post resubmit')
    await eventually(listed).toEqual(['resubmitQuarantined', 'appResubmitQuarantined'])
    await eventually(() => page.locator('.docs-found').innerText()).toBe(`2 of ${everyId.length} operations`)
    await examine(page, 'docs-filter', { masked })
    await page.keyboard.press('Escape')
    await eventually(() => page.locator('.docs-found').innerText()).toBe(`${everyId.length} operations`)
    await eventually(async () => (await listed()).length).toBe(everyId.length)
  })

  it('says so when nothing is left', async () => {
    const { page } = stage
    await open()
    await page.getByLabel('Find an operation').fill('no-such-word')
    await page.getByText('No operation has all of these words.').waitFor()
    await eventually(listed).toEqual([])
  })
})

describe.runIf(hasChrome)('when the document does not come', () => {
  it('says so, and asks again on request', async () => {
    const { page } = stage
    world.refusal = { of: '/openapi.json', code: 'temporarily_unavailable' }
    stage.expect(/503/)
    await page.goto('/docs')
    await page.getByText('The API document did not come.').waitFor()
    await examine(page, 'docs-down', { masked })
    world.refusal = null
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.operation').first().waitFor()
    await eventually(async () => (await listed()).length).toBe(everyId.length)
  })
})
