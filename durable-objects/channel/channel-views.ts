/** What others see of a channel: the timeline its playlists are made of, status, health. Pure; move the state to `now` first (`tick`). */
import type { ChannelAlert, ChannelHealth, ChannelSetup, ChannelStatus } from '../../contract/channel.ts'
import type { Timeline } from '../../domain/channel/timeline.ts'
import type { ChannelState } from './channel-state.ts'

/** What is known of those who watch; `viewers` null when nobody counts. */
export type Audience = { readonly viewers: number | null; readonly sample: number }

export declare const timelineOf: (state: ChannelState) => Timeline
export declare const statusOf: (setup: ChannelSetup, state: ChannelState, audience: Audience, now: number) => ChannelStatus
/** All of it but the secrets, which the object keeps. */
export declare const healthOf: (
  setup: ChannelSetup,
  state: ChannelState,
  audience: Audience,
  now: number,
) => Omit<ChannelHealth, 'secrets'> & { readonly alerts: ChannelAlert[] }
