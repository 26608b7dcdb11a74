/** Which provider carries which profile in this deployment, made once an isolate: each outside service has its own circuit breaker. */
import * as z from 'zod'
import { assertNever } from '../../contract/assert-never.ts'
import type { MediaProfile } from '../../contract/manifest.ts'
import { mediaConfiguration, mediaSecrets, secretFields } from '../../contract/media.ts'
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

const jsonText = z.string().transform((text): unknown => JSON.parse(text === '' ? '{}' : text))
const configured = jsonText.pipe(z.record(z.string(), z.unknown()))
const secretTexts = jsonText.pipe(mediaSecrets)
const service = z.record(z.string(), z.unknown())

/**
 * `text`: JSON of `mediaConfiguration` without its secrets, `secrets`: JSON of `mediaSecrets`; empty for the defaults and for none. Throws when
 * they are anything else, or a secret is not where secrets are kept: a wrong deployment.
 */
export const mediaConfigurationOf = (text: string, secrets = ''): MediaConfiguration => {
  const settings = configured.parse(text)
  const given = secretTexts.parse(secrets)
  for (const [name, fields] of Object.entries(secretFields)) {
    const read = service.safeParse(settings[name])
    if (!read.success) continue
    const found = fields.find((field) => field in read.data)
    if (found !== undefined) throw new Error(`media: ${name}.${found} is a secret and belongs into MEDIA_SECRETS`)
    settings[name] = { ...read.data, ...given[name as keyof typeof secretFields] }
  }
  return mediaConfiguration.parse(settings)
}

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
