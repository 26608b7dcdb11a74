/** The modes that an app offers: what a client composes its pages from. */
import * as z from 'zod'
import { modeManifest } from '../manifest.ts'
import { json, pageOf, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'

const exampleManifest = {
  mode_id: 'party',
  version: 1,
  title: { en: 'Party', 'pt-BR': 'Festa' },
  routes: ['/party'],
  access: 'signed_in',
  required_capabilities: ['presence', 'chat'],
  room: {
    entry: 'open',
    audiences: ['public'],
    max_members: 5_000,
    media: null,
    chat: true,
    presence_detail: 'members',
    slow_mode_s: 0,
    place_kept_s: 25,
  },
  transitions: [],
  ui_composition: { layout: 'stage', main: ['stage'], side: ['presence_rail'], overlay: ['chat'], bar: ['report'] },
  policies: { consent: null, forbidden: [], min_tier: {}, quarantined_may: [], limits: {}, word_list: true },
  analytics_events: ['mode_entered', 'policy_denied'],
}

export const listModes = {
  operationId: 'listModes',
  method: 'get',
  path: '/v1/modes',
  summary: 'The modes that an app offers, as their manifests',
  description:
    'Routes, capabilities, policies and composition of each, in the order of their ids. With the public key of an app those that it offers, ' +
    'without any key all that the platform has. May be kept for a minute.',
  tag: 'Sessions',
  access: { by: 'realm' },
  door: 'gateway',
  query: z.object(pageQuery),
  answers: {
    200: { description: 'A page of manifests.', content: json(pageOf(modeManifest), { data: [exampleManifest], next_cursor: null }) },
  },
  errors: ['validation_failed'],
} as const satisfies Operation

export const modesOperations: readonly Operation[] = [listModes]
