/**
 * The measure of the screens' comparison, on real pages: what is the same stays within the tolerance, what anybody would see does not. The
 * counts are written to the output.
 */
import { describe, expect, it } from 'vitest'
import { adminStage, hasChrome } from './admin-stage.ts'
import { emptyCounts } from './admin-world.ts'
import { eventually } from './eventually.ts'
import { pictureOf, tolerance, unmistakable } from './screen-comparison.ts'
import { decoded, differenceOf, encoded } from './screen-picture.ts'

const stage = adminStage()
const { world } = stage

const picture = () => pictureOf(stage.page, 'measure')

async function openMembers(width: number): Promise<void> {
  await stage.page.setViewportSize({ width, height: 800 })
  await stage.signIn(`/admin/apps/${world.apps[0]?.id}/members`)
  await stage.page.getByRole('list', { name: 'Members' }).waitFor()
  await stage.page.mouse.move(0, 0)
}

const hide = (selector: string): Promise<void> =>
  stage.page
    .locator(selector)
    .first()
    .evaluate((element: HTMLElement) => {
      element.hidden = true
      element.style.display = 'none'
    })

describe.runIf(hasChrome)('[screens] the tolerance', () => {
  it.each([360, 1280])('of a page %i wide lies between the same page again and one without a part of it', async (width) => {
    const { page } = stage
    await openMembers(width)
    const first = decoded(encoded(await picture()))
    await page.reload()
    await page.getByRole('list', { name: 'Members' }).waitFor()
    const again = differenceOf(first, await picture()).pixels
    await hide('.row-title .tag')
    const tag = differenceOf(first, await picture()).pixels
    await page.reload()
    await page.getByRole('list', { name: 'Members' }).waitFor()
    await hide('.rows')
    const panel = differenceOf(first, await picture()).pixels
    await page.reload()
    await page.getByRole('button', { name: 'Português' }).click()
    await page.getByRole('heading', { level: 1, name: 'Membros' }).waitFor()
    const portuguese = differenceOf(first, await picture()).pixels
    console.log(`screens, ${width} wide: again ${again}, one tag less ${tag}, no list ${panel}, in Portuguese ${portuguese}`)
    expect(again).toBeLessThanOrEqual(tolerance / 2)
    expect(tag).toBeGreaterThan(tolerance)
    for (const seen of [panel, portuguese]) expect(seen).toBeGreaterThan(unmistakable)
  })

  it('is not touched by the seconds that pass on a board; a board without its numbers is another', async () => {
    const { page } = stage
    await stage.signIn()
    await page.locator('.chart canvas').waitFor()
    const first = await picture()
    const age = await page.getByTestId('age').innerText()
    await eventually(() => page.getByTestId('age').innerText()).not.toBe(age)
    const later = differenceOf(first, await picture()).pixels
    world.counts = emptyCounts
    await page.locator('[data-metric="online_now"]', { hasText: /^0$/ }).waitFor()
    const empty = differenceOf(first, await picture()).pixels
    console.log(`screens, the board: a second later ${later}, no numbers ${empty}`)
    expect(later).toBeLessThanOrEqual(tolerance / 2)
    expect(empty).toBeGreaterThan(tolerance)
  })
})
