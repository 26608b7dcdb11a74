/** Manifests that no file of the platform has: what a deployment adds by `MODES`. */
import type * as z from 'zod'
import type { modeManifest } from '../../contract/manifest.ts'

type Manifest = z.input<typeof modeManifest>

const perTier = (limit: number, period_s: number) => {
  const rate = { limit, period_s }
  return { new: rate, member: rate, trusted: rate }
}

/** A room for a quiz: chat and presence, two messages a minute, and nothing told but what is named. */
export const quiz = {
  mode_id: 'quiz',
  version: 1,
  title: { en: 'Quiz', 'pt-BR': 'Quiz' },
  routes: ['/quiz'],
  access: 'signed_in',
  required_capabilities: ['presence', 'chat'],
  room: {
    entry: 'open',
    audiences: ['unlisted'],
    max_members: 2,
    media: null,
    chat: true,
    presence_detail: 'members',
    slow_mode_s: 0,
  },
  transitions: ['party'],
  ui_composition: { layout: 'stage', main: ['stage'], side: ['presence_rail'], overlay: ['chat'], bar: ['report'] },
  policies: {
    consent: null,
    forbidden: [],
    min_tier: {},
    quarantined_may: [],
    limits: { 'chat.send': perTier(2, 60), 'presence.set': perTier(1, 600) },
    word_list: false,
  },
  analytics_events: ['session_created', 'mode_entered', 'policy_denied', 'session_cost'],
} satisfies Manifest

/** Small pictures of everyone, through a forwarding unit. */
export const table = {
  ...quiz,
  mode_id: 'table',
  routes: ['/table'],
  required_capabilities: ['presence', 'chat', 'media', 'signalling'],
  room: { ...quiz.room, max_members: 12, media: { profile: 'thumb' } },
  policies: { ...quiz.policies, limits: {} },
  analytics_events: ['media_error', 'policy_denied'],
} satisfies Manifest

/** One performs, the others watch. */
export const studio = {
  ...table,
  mode_id: 'studio',
  routes: ['/studio'],
  room: { ...table.room, media: { profile: 'broadcast' } },
} satisfies Manifest
