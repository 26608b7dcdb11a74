/**
 * What a deployment does, as plain data: which resources are made, in which order Workers go out, and the
 * configuration with the account's real database ids. Pure; `scripts/deploy.ts` carries it out.
 */

/** The databases of the platform and the placeholder ids that the committed configurations carry for them. */
export const databases = [
  { name: 'prost-kernel', placeholder: '00000000-0000-0000-0000-000000000001', migrations: 'kernel' },
  { name: 'prost-events-00', placeholder: '00000000-0000-0000-0000-000000000100', migrations: 'events' },
  { name: 'prost-events-01', placeholder: '00000000-0000-0000-0000-000000000101', migrations: 'events' },
] as const

export const queues = ['prost-events-dead', 'prost-events'] as const

/** Media of channels. */
export const buckets = ['prost-media'] as const

/** Objects before those who call them, the public door last. */
export const order = [
  { worker: 'prost-ingest', config: 'workers/ingest/wrangler.toml' },
  { worker: 'prost-sync', config: 'workers/sync/wrangler.toml' },
  { worker: 'prost-realtime', config: 'workers/realtime/wrangler.toml' },
  { worker: 'prost-rollup', config: 'workers/rollup/wrangler.toml' },
  { worker: 'prost-gateway', config: 'wrangler.toml' },
] as const

/**
 * Secrets by Worker, as its configuration requires them: they go up with the first deployment, which fails without. What is `made` is
 * drawn at random when the environment does not give it; the rest only someone else can give.
 */
export const secrets = [
  { worker: 'prost-gateway', name: 'OPS_TOKEN', made: true },
  { worker: 'prost-gateway', name: 'IDENTITY_SECRET', made: true },
  { worker: 'prost-gateway', name: 'MAIL_API_KEY', made: false },
] as const

export type Step =
  | { readonly kind: 'create-database'; readonly name: string }
  | { readonly kind: 'create-queue'; readonly name: string }
  | { readonly kind: 'create-bucket'; readonly name: string }
  | { readonly kind: 'migrate'; readonly database: string }
  /** `secrets`: the names that are not set yet. */
  | { readonly kind: 'deploy'; readonly worker: string; readonly config: string; readonly secrets: readonly string[] }

export type Existing = {
  readonly databases: readonly string[]
  readonly queues: readonly string[]
  readonly buckets: readonly string[]
  readonly secrets: readonly string[]
}

/** The steps from what an account has to a running platform. Running it again only migrates and deploys. */
export const plan = (existing: Existing): Step[] => [
  ...databases.filter(({ name }) => !existing.databases.includes(name)).map(({ name }) => ({ kind: 'create-database' as const, name })),
  ...queues.filter((name) => !existing.queues.includes(name)).map((name) => ({ kind: 'create-queue' as const, name })),
  ...buckets.filter((name) => !existing.buckets.includes(name)).map((name) => ({ kind: 'create-bucket' as const, name })),
  ...databases.map(({ name }) => ({ kind: 'migrate' as const, database: name })),
  ...order.map((step) => ({ kind: 'deploy' as const, ...step, secrets: missingSecrets(step.worker, existing) })),
]

const missingSecrets = (worker: string, existing: Existing): string[] =>
  secrets.filter((secret) => secret.worker === worker && !existing.secrets.includes(secret.name)).map(({ name }) => name)

/** Where the rendered configuration goes: beside the original, so that its relative paths hold. */
export const renderedPath = (config: string): string => config.replace(/wrangler\.toml$/, 'wrangler.deploy.toml')

/** How a Worker is reached from outside: on a host of its own, by paths of another's, on workers.dev, or not at all. */
export type Exposure =
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'paths'; readonly routes: readonly string[] }
  | { readonly kind: 'workers-dev' }
  | { readonly kind: 'none' }

/** All that the gateway would only hand over to the sync Worker. A route runs before the Worker that has the domain. */
const channelPaths = ['/live/*', '/v1/channels/*', '/v1/lab/*'] as const

/** The gateway is on the domain itself, ingest beside it, the channel's paths of it at sync; rollup is reached by nobody. */
export const exposureOf = (worker: string, domain: string | null): Exposure => {
  switch (worker) {
    case 'prost-rollup':
    case 'prost-realtime':
      return { kind: 'none' }
    case 'prost-sync':
      return domain === null ? { kind: 'none' } : { kind: 'paths', routes: channelPaths.map((path) => `${domain}${path}`) }
    default:
      if (domain === null) return { kind: 'workers-dev' }
      return { kind: 'host', host: worker === 'prost-gateway' ? domain : `ingest.${domain}` }
  }
}

/** What a deployment configures of the gateway. */
export type Settings = {
  readonly PUBLIC_URL?: string
  readonly MAIL_FROM?: string
  readonly SHELL_CHANNEL?: string
  readonly SHELL_APP_KEY?: string
}

/** What the pages show, where it is told: the channel of the first one, and the app whose people they are for. */
export type ShellChoice = { readonly channel?: string | undefined; readonly appKey?: string | undefined }

/** The public address is the domain; mails come from it unless told otherwise. Without a domain the committed values stay. */
export const settingsOf = (domain: string | null, mailFrom: string | null, { channel, appKey }: ShellChoice = {}): Settings => {
  const from = mailFrom ?? (domain === null ? null : `Prost <no-reply@${domain}>`)
  return {
    ...(domain === null ? {} : { PUBLIC_URL: `https://${domain}` }),
    ...(from === null ? {} : { MAIL_FROM: from }),
    ...(channel === undefined ? {} : { SHELL_CHANNEL: channel }),
    ...(appKey === undefined ? {} : { SHELL_APP_KEY: appKey }),
  }
}

const withSettings = (toml: string, settings: Settings): string =>
  Object.entries(settings).reduce(
    (so, [name, value]) => so.replace(new RegExp(`^${name} = .*$`, 'm'), () => `${name} = ${JSON.stringify(value)}`),
    toml,
  )

export type Rendering = { readonly ids: ReadonlyMap<string, string>; readonly exposure: Exposure; readonly settings: Settings }

/** A committed configuration with the account's database ids, the Worker's exposure and the settings that it has. */
export const render = (toml: string, { ids, exposure, settings }: Rendering): string => {
  const placed = databases.reduce((so, { name, placeholder }) => so.replaceAll(placeholder, ids.get(name) ?? placeholder), toml)
  const text = withSettings(placed, settings)
  switch (exposure.kind) {
    case 'none':
      return text
    case 'workers-dev':
      return text.replace('workers_dev = false', 'workers_dev = true')
    case 'host':
      return text.replace('workers_dev = false', `workers_dev = false\nroutes = [{ pattern = "${exposure.host}", custom_domain = true }]`)
    case 'paths':
      return text.replace('workers_dev = false', `workers_dev = false\nroutes = ${JSON.stringify(exposure.routes)}`)
    default:
      return exposure satisfies never
  }
}
