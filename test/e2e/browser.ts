/** The browser of the tests: where it is, whether there is one, and how it starts. */
import { existsSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'

const chrome = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
/** Without one the browser tests are skipped, which the runner says loudly. */
export const hasChrome = existsSync(chrome)
const flags = ['--headless=new', '--no-sandbox', '--disable-quic', '--disable-background-networking']

export const launch = (...more: readonly string[]): Promise<Browser> =>
  chromium.launch({ executablePath: chrome, args: [...flags, ...more] })

/** A camera and a microphone that the browser plays, and that it gives without a question. */
export const withCamera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] as const
