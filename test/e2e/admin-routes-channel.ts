/** The first page's part of the stand-in API: which channel there is, how it is, and who says that they watch. */
import { channelStatus, viewerBeat } from '../../contract/channel.ts'
import { shellSetup } from '../../contract/operations/shell.ts'
import { isoAt, now } from './admin-clock.ts'
import type { Route } from './admin-routes.ts'

export const channelRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/v1\/shell$/,
    open: true,
    reply: ({ channel }) => ({ schema: shellSetup, body: { channel_id: channel?.id ?? null, app_key: null } }),
  },
  {
    method: 'GET',
    path: /^\/v1\/channels\/([^/]+)\/status$/,
    open: true,
    reply: ({ channel }, _asked, [id]) =>
      channel === null || channel.id !== id
        ? 'not_found'
        : { schema: channelStatus, body: { ...channel.status, id, since: isoAt(now() - channel.sinceMs) } },
  },
  {
    method: 'POST',
    path: /^\/v1\/channels\/([^/]+)\/presence$/,
    open: true,
    reply: ({ channel }, { body }) => {
      if (channel === null) return 'not_found'
      channel.beats.push(viewerBeat.parse(body))
      return { schema: viewerBeat.partial(), body: {} }
    },
  },
]
