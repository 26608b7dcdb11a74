/** The modes that are there: manifests parsed, and held against each other. Pure; which app uses which mode is `offeredModes`. */
import * as z from 'zod'
import type { Result } from '../../contract/errors.ts'
import { modeManifest } from '../../contract/manifest.ts'
import type { LimitedAction, ModeEvent, ModeManifest, PolicyRate } from '../../contract/manifest.ts'
import type { AppPolicies, Capability, Tier } from '../../contract/policy.ts'

export type ModeRegistry = {
  /** In the order of their ids. */
  readonly all: readonly ModeManifest[]
  readonly find: (mode: string) => ModeManifest | null
}

/** What is wrong, in words for who writes manifests. */
export type ModeFault = { readonly mode: string; readonly detail: string }

/** All manifests or none: one that is wrong is not left out quietly. */
export const modeRegistry = (sources: readonly unknown[]): Result<ModeRegistry, readonly ModeFault[]> => {
  const parsed = sources.map((source) => ({ source, ...modeManifest.safeParse(source) }))
  const unread = parsed.flatMap(({ source, error }) =>
    error === undefined ? [] : [{ mode: nameOf(source), detail: z.prettifyError(error) }],
  )
  const modes = parsed.flatMap(({ data }) => (data === undefined ? [] : [data])).toSorted((a, b) => (a.mode_id < b.mode_id ? -1 : 1))
  const faults = [...unread, ...setFaults(modes, unread.length === 0)]
  if (faults.length > 0) return { ok: false, error: faults }
  const byId = new Map(modes.map((mode) => [mode.mode_id, mode]))
  return { ok: true, value: { all: modes, find: (mode) => byId.get(mode) ?? null } }
}

const named = z.object({ mode_id: z.string() })
const nameOf = (source: unknown): string => named.safeParse(source).data?.mode_id ?? '?'

const setFaults = (modes: readonly ModeManifest[], complete: boolean): ModeFault[] => {
  const ids = new Set<string>()
  const routes = new Set<string>()
  const taken = (seen: Set<string>, name: string): boolean => seen.size === seen.add(name).size
  return modes.flatMap((mode) => [
    ...(taken(ids, mode.mode_id) ? [{ mode: mode.mode_id, detail: 'there is another mode of this id' }] : []),
    ...mode.routes
      .filter((route) => taken(routes, route))
      .map((route) => ({ mode: mode.mode_id, detail: `${route} is the address of another mode` })),
    ...mode.transitions
      .filter((to) => complete && !modes.some(({ mode_id }) => mode_id === to))
      .map((to) => ({ mode: mode.mode_id, detail: `leads to ${to}, which is not there` })),
  ])
}

/** The modes that an app uses. */
export const offeredModes = ({ all }: ModeRegistry, { modes }: Pick<AppPolicies, 'modes'>): readonly ModeManifest[] =>
  modes === null ? all : all.filter(({ mode_id }) => modes.includes(mode_id))

export const hasCapability = ({ required_capabilities }: ModeManifest, name: Capability): boolean => required_capabilities.includes(name)

/** Whether the server tells this about the mode: events that the manifest does not name are not emitted. */
export const emits = ({ analytics_events }: ModeManifest, event: ModeEvent): boolean => analytics_events.includes(event)

const perTier = (fresh: number, member: number, trusted: number, period_s: number): Record<Tier, PolicyRate> => ({
  new: { limit: fresh, period_s },
  member: { limit: member, period_s },
  trusted: { limit: trusted, period_s },
})

/** What holds where a manifest says nothing. */
export const defaultRates = {
  connect: perTier(30, 60, 60, 60),
  'chat.send': perTier(10, 20, 40, 20),
  'signal.send': perTier(120, 200, 200, 10),
  'presence.set': perTier(20, 30, 30, 60),
  'consent.request': perTier(5, 10, 20, 600),
  'media.token': perTier(20, 40, 40, 60),
  'match.join': perTier(20, 40, 60, 60),
  'match.skip': perTier(15, 30, 40, 60),
  'report.create': perTier(5, 10, 20, 600),
  // Saying more of it, and taking it back, use up nothing of reporting.
  'report.change': perTier(10, 20, 40, 600),
} as const satisfies Record<LimitedAction, Record<Tier, PolicyRate>>

/** How often a person of a tier may do something in a mode, or outside of any (null). */
export const rateOf = (mode: ModeManifest | null, action: LimitedAction, tier: Tier): PolicyRate =>
  (mode?.policies.limits[action] ?? defaultRates[action])[tier]
