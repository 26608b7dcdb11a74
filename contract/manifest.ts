/**
 * A mode as data: `modes/*.json`. The server takes routes, capabilities, policies and telemetry from it, the shell its composition. A new
 * mode is a new file. The JSON Schema made of this is `docs/api/mode-manifest.schema.json`.
 */
import * as z from 'zod'
import { audience, capability, policyAction, tier } from './policy.ts'
import type { Capability } from './policy.ts'

export const modeId = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)
export type ModeId = z.infer<typeof modeId>

/** Which media are sent and how: `domain/media/profiles.ts` says what each means. */
export const mediaProfile = z.enum(['thumb', 'private_call', 'random', 'broadcast'])
export type MediaProfile = z.infer<typeof mediaProfile>

/** Facts that the server emits about a mode, as events of the app. */
export const modeEvent = z.enum([
  'mode_entered',
  'mode_exited',
  'session_created',
  'session_transitioned',
  'media_error',
  'policy_denied',
  'chat_counted',
  'presence_counted',
  'session_cost',
  'match_counted',
])
export type ModeEvent = z.infer<typeof modeEvent>

/** What a page is composed of. Each is one component of the shell, which shows nothing that is not named. */
export const uiPart = z.enum([
  'player',
  'programme',
  'stage',
  'presence_rail',
  'chat',
  'invitation',
  'call',
  'self_view',
  'match_panel',
  'mode_switch',
  'report',
])
export type UiPart = z.infer<typeof uiPart>

/** The capability a part cannot be without. */
export const partCapability = {
  player: 'watch',
  programme: 'watch',
  stage: 'presence',
  presence_rail: 'presence',
  chat: 'chat',
  invitation: 'consent',
  call: 'media',
  self_view: 'media',
  match_panel: 'matching',
  mode_switch: null,
  report: null,
} as const satisfies Record<UiPart, Capability | null>

const shellPath = z
  .string()
  .max(64)
  .regex(/^\/([a-z0-9]+(-[a-z0-9]+)*)?$/, { error: 'is not an address of the shell such as /party' })

const text = z.strictObject({ en: z.string().min(1).max(120), 'pt-BR': z.string().min(1).max(120) })

/** `limit` in `period_s`, and as many at once. */
const rate = z.strictObject({ limit: z.int().min(1).max(100_000), period_s: z.int().min(1).max(86_400) })
export type PolicyRate = z.infer<typeof rate>

const ratesByTier = z.strictObject({ new: rate, member: rate, trusted: rate })

/** What is limited by tier. `connect`: new connections and resumes of one person, the reconnect budget. */
export const limitedAction = z.enum([
  'connect',
  'chat.send',
  'signal.send',
  'presence.set',
  'consent.request',
  'media.token',
  'match.join',
  'match.skip',
  'report.create',
  'report.change',
])
export type LimitedAction = z.infer<typeof limitedAction>

const distinct = [(items: readonly unknown[]) => new Set(items).size === items.length, { error: 'names something twice' }] as const

const region = z.array(uiPart).max(8).default([])

const roomSettings = z.strictObject({
  /** How people come in: `open` by audience, `consent` the two of a standing consent, `match` the two of a match. */
  entry: z.enum(['open', 'consent', 'match']),
  /** The first is what a session has when nothing is asked for. */
  audiences: z
    .array(audience)
    .min(1)
    .refine(...distinct),
  max_members: z.int().min(1).max(10_000),
  /** Null: no media. */
  media: z.strictObject({ profile: mediaProfile }).nullable(),
  chat: z.boolean(),
  /** What members hear of each other: every one, numbers alone, or nothing. */
  presence_detail: z.enum(['members', 'counts', 'none']),
  /** Seconds between two messages of one person; 0 for none. */
  slow_mode_s: z.int().min(0).max(3_600),
  /** Seconds for which the place of a member whose connection broke is kept. */
  place_kept_s: z.int().min(5).max(60).default(25),
})
export type RoomSettings = z.infer<typeof roomSettings>

/** How people of a mode with the entry `match` are brought together. Seconds, unless said otherwise. */
export const matchSettings = z.strictObject({
  /** How long both have to confirm a match. */
  confirm_s: z.int().min(2).max(60).default(10),
  /** After a skip; half as long again with each further one, up to the maximum. One skip is forgotten in each decay period. */
  cooldown_s: z.int().min(0).max(600).default(3),
  cooldown_max_s: z.int().min(0).max(3_600).default(60),
  cooldown_decay_s: z.int().min(1).max(3_600).default(30),
  /** So many last partners are not met again. */
  recent_partners: z.int().min(0).max(50).default(5),
  /** A wish holds for so long; then it does not matter any more. Accounts that are `new` are among themselves for so long; null: always. */
  relax_interests_s: z.int().min(0).max(600).default(4),
  relax_languages_s: z.int().min(0).max(600).default(8),
  new_accounts_apart_s: z.int().min(0).max(3_600).nullable().default(10),
  /** Who waited so long in a region where no more than so many people wait goes on waiting in the next region. */
  overflow_s: z.int().min(1).max(600).default(12),
  overflow_up_to: z.int().min(0).max(10_000).default(20),
})
export type MatchSettings = z.infer<typeof matchSettings>

const modePolicies = z.strictObject({
  /** The purpose of the consent that a session of this mode stands on; null: none is needed. */
  consent: z.enum(['private_call']).nullable(),
  /** Never in this mode, whoever asks. */
  forbidden: z
    .array(policyAction)
    .refine(...distinct)
    .default([]),
  /** The lowest tier for an action; what is not named takes none. */
  min_tier: z.partialRecord(policyAction, tier).default({}),
  /** What somebody in quarantine may still do; ways out always. */
  quarantined_may: z
    .array(policyAction)
    .refine(...distinct)
    .default([]),
  limits: z.partialRecord(limitedAction, ratesByTier).default({}),
  /** Whether messages are held to the word list. */
  word_list: z.boolean().default(true),
})

const shape = z.strictObject({
  $schema: z.string().optional(),
  mode_id: modeId,
  /** Rises with every change of the file. */
  version: z.int().min(1),
  title: text,
  /** Addresses of the shell, of no other mode; the first is where links lead. */
  routes: z
    .array(shellPath)
    .min(1)
    .max(8)
    .refine(...distinct),
  /** Whether a login comes first. */
  access: z.enum(['anyone', 'signed_in']),
  required_capabilities: z
    .array(capability)
    .min(1)
    .refine(...distinct),
  room: roomSettings,
  /** Of a mode with the entry `match`; without it every setting has its default. */
  match: matchSettings.optional(),
  /** Modes that a session of this one may lead to. */
  transitions: z
    .array(modeId)
    .max(32)
    .refine(...distinct),
  ui_composition: z.strictObject({ layout: z.enum(['watch', 'stage', 'call']), main: region, side: region, overlay: region, bar: region }),
  policies: modePolicies,
  /** What the server says about the mode, and nothing else. */
  analytics_events: z
    .array(modeEvent)
    .min(1)
    .refine(...distinct),
})

/** What no shape can say: that a mode hangs together. */
const manifestFaults = (mode: z.infer<typeof shape>): readonly { readonly path: string[]; readonly message: string }[] => {
  const { room, policies, ui_composition: ui, required_capabilities: capabilities } = mode
  const has = (name: Capability): boolean => capabilities.includes(name)
  const isOfTwo = room.max_members === 2 && room.audiences.join() === 'private'
  const rules: readonly (readonly [holds: boolean, path: string, message: string])[] = [
    [(room.media !== null) === has('media'), 'room.media', 'media and the capability media come together'],
    [room.chat === has('chat'), 'room.chat', 'chat and the capability chat come together'],
    [(room.presence_detail !== 'none') === has('presence'), 'room.presence_detail', 'presence and the capability presence come together'],
    [(policies.consent !== null) === (room.entry === 'consent'), 'policies.consent', 'a consent is what the entry consent asks for'],
    [mode.match === undefined || room.entry === 'match', 'match', 'settings of matching are for the entry match'],
    [room.entry !== 'match' || has('matching'), 'room.entry', 'the entry match takes the capability matching'],
    [room.entry === 'open' || isOfTwo, 'room', 'who comes in by consent or match is one of two, in private'],
    [mode.analytics_events.includes('policy_denied'), 'analytics_events', 'denials are always facts'],
    ...[ui.main, ui.side, ui.overlay, ui.bar].flat().map((part) => {
      const needed = partCapability[part]
      return [needed === null || has(needed), 'ui_composition', `${part} takes the capability ${needed ?? ''}`] as const
    }),
  ]
  return rules.flatMap(([holds, path, message]) => (holds ? [] : [{ path: path.split('.'), message }]))
}

export const modeManifest = shape.superRefine((mode, context) => {
  for (const { path, message } of manifestFaults(mode)) context.addIssue({ code: 'custom', path, message })
})
export type ModeManifest = z.infer<typeof modeManifest>
