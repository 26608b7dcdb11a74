/** The media of this deployment, from its environment: made once an isolate, and anew when the environment changed. They are no tenant's. */
import { mediaConfigurationOf, mediaProviders } from '../../domain/media/media-providers.ts'
import type { MediaProviders } from '../../domain/media/media-providers.ts'

export type MediaEnv = {
  /** JSON of `mediaConfiguration` without its secrets; empty for the defaults. */
  readonly MEDIA_CONFIG: string
  /** JSON of `mediaSecrets`; a deployment whose media need none has none. */
  readonly MEDIA_SECRETS?: string
}

let held: { readonly of: string; readonly providers: MediaProviders } | null = null

/** Throws on a wrong configuration: nothing runs on half of one. */
export const mediaOf = ({ MEDIA_CONFIG, MEDIA_SECRETS = '' }: MediaEnv): MediaProviders => {
  const of = JSON.stringify([MEDIA_CONFIG, MEDIA_SECRETS])
  if (held?.of !== of) {
    // Looked up at each call: a clock or a network that is set takes effect.
    const deps = { fetch: (url: string, init: RequestInit) => fetch(url, init), now: () => Date.now() }
    held = { of, providers: mediaProviders(mediaConfigurationOf(MEDIA_CONFIG, MEDIA_SECRETS), deps) }
  }
  return held.providers
}
