/** The outside services of media, played back in place of `fetch`. */
import { vi } from 'vitest'
import { mediaGrant } from '../../contract/media.ts'
import { playing } from '../contract/media-exchanges.ts'
import type { Asked, Script } from '../contract/media-exchanges.ts'

/** From now on the services answer as the script says. What they are asked is kept. */
export const playServices = (script: Script): { readonly asked: Asked[] } => {
  const services = playing(script)
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => services.fetch(new Request(input, init).url, init ?? {}))
  return services
}

/** Other tests of this isolate may have asked services that do not exist, until the breaker opened: waits until it lets somebody through. */
export const untilRelayAnswers = (token: () => Promise<Response>): Promise<boolean> =>
  vi.waitUntil(async () => mediaGrant.parse(await (await token()).json()).relay === 'available', { timeout: 28_000, interval: 1_000 })
