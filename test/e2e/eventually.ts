/**
 * Assertions that wait. A page answers an act a moment later, so what is read from it (or from the stand-in it asks) right after is a race:
 * `await eventually(() => rows().count()).toBe(5)` reads again and again until it is so. What must not happen is anchored to an event
 * after which it would have happened, never to time.
 */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** Long on purpose: it only ends a test that has already failed, also on a machine that is four times slower. */
export const deadlineMs = 30_000

/** Any matcher of `expect` but snapshots and promises. A reading that throws is tried again, too. */
export const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: deadlineMs, interval: 50 })

/** True as soon as it can be seen; throws when it never can. */
export const seen = (locator: Locator): Promise<boolean> => locator.waitFor().then(() => true)

export const isFocused = (locator: Locator): Promise<boolean> => locator.evaluate((element) => element === document.activeElement)

/** One line of text for each that the locator finds now; white space is one blank. */
export const textsOf = async (locator: Locator): Promise<string[]> =>
  (await locator.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())

export const pathOf = (page: Page): string => new URL(page.url()).pathname
