/** Which provider carries which profile in this deployment, made once an isolate: each outside service has its own circuit breaker. */
import * as z from 'zod'
import { assertNever } from '../../contract/assert-never.ts'
import type { MediaProfile } from '../../contract/manifest.ts'
import { mediaConfiguration } from '../../contract/media.ts'
import type { MediaConfiguration, MediaProviderName } from '../../contract/media.ts'
import { CloudflareRealtime } from './cloudflare-realtime.ts'
import { IceServers } from './ice-servers.ts'
import { Livekit } from './livekit.ts'
import type { MediaProvider } from './media-provider.ts'
import { OutsideService } from './outside-service.ts'
import type { OutsideDeps } from './outside-service.ts'
import { PeerToPeer } from './p2p.ts'

export type MediaProviders = {
  /** Null when nobody carries this profile here. */
  readonly of: (profile: MediaProfile) => MediaProvider | null
}

const configured = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(mediaConfiguration)

/** `text`: JSON of `mediaConfiguration`; empty for the defaults. Throws when it is anything else: a wrong deployment. */
export const mediaConfigurationOf = (text: string): MediaConfiguration => configured.parse(text === '' ? '{}' : text)

/** Throws when a profile is given to a provider that is not configured: a wrong deployment. */
export const mediaProviders = (configuration: MediaConfiguration, deps: OutsideDeps): MediaProviders => {
  const ice = new IceServers(configuration, new OutsideService(deps))
  const made = new Map<MediaProviderName, MediaProvider>()
  for (const name of Object.values(configuration.providers)) {
    if (name !== null && !made.has(name)) made.set(name, providerOf(name, configuration, ice, deps))
  }
  return {
    of: (profile) => {
      const name = configuration.providers[profile]
      return name === null ? null : (made.get(name) ?? null)
    },
  }
}

const providerOf = (name: MediaProviderName, configuration: MediaConfiguration, ice: IceServers, deps: OutsideDeps): MediaProvider => {
  switch (name) {
    case 'p2p':
      return new PeerToPeer(ice)
    case 'cloudflare-realtime':
      return new CloudflareRealtime(settingsOf(name, configuration.cloudflare_realtime), new OutsideService(deps), ice)
    case 'livekit':
      return new Livekit(settingsOf(name, configuration.livekit), new OutsideService(deps), ice)
    default:
      return assertNever(name)
  }
}

const settingsOf = <T>(name: MediaProviderName, settings: T | null): T => {
  if (settings === null) throw new Error(`media: ${name} is to carry a profile and is not configured`)
  return settings
}
