/** One component for each part that a manifest can name, in a chunk of its own, so that a page carries what it shows and no more. */
import type { ComponentType } from 'react'
import type { UiPart } from '../../../contract/manifest.ts'
import { lazyPage } from '../../i18n/lazy-page.ts'

export const modeParts: Readonly<Record<UiPart, ComponentType>> = {
  player: lazyPage(() => import('../party/player-part.tsx').then((module) => ({ default: module.PlayerPart }))),
  programme: lazyPage(() => import('../party/programme-part.tsx').then((module) => ({ default: module.ProgrammePart }))),
  stage: lazyPage(() => import('../party/stage-part.tsx').then((module) => ({ default: module.StagePart }))),
  presence_rail: lazyPage(() => import('../presence-rail/presence-rail.tsx').then((module) => ({ default: module.PresenceRail }))),
  chat: lazyPage(() => import('../chat/chat-part.tsx').then((module) => ({ default: module.ChatPart }))),
  invitation: lazyPage(() => import('../invitation/invitation-part.tsx').then((module) => ({ default: module.InvitationPart }))),
  call: lazyPage(() => import('../call/call-part.tsx').then((module) => ({ default: module.CallPart }))),
  self_view: lazyPage(() => import('../call/self-view-part.tsx').then((module) => ({ default: module.SelfViewPart }))),
  match_panel: lazyPage(() => import('../random/match-panel.tsx').then((module) => ({ default: module.MatchPanel }))),
  mode_switch: lazyPage(() => import('./mode-switch.tsx').then((module) => ({ default: module.ModeSwitch }))),
  report: lazyPage(() => import('../safety/report-part.tsx').then((module) => ({ default: module.ReportPart }))),
}

/** Parts that are of a room: before one is in it, there is nothing to show. */
const ofRooms = new Set<UiPart>(['stage', 'presence_rail', 'chat', 'invitation', 'call', 'self_view', 'report'])

/** Those to show: where one is matched, the room comes later. */
export const partsNow = (parts: readonly UiPart[], isBefore: boolean): readonly UiPart[] =>
  isBefore ? parts.filter((part) => !ofRooms.has(part)) : parts
