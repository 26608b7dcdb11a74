/**
 * A 24/7 channel from outside: what its LAB reports, and what everybody may see. All of it is the sync door's. Status, playlists and
 * segments are open to everyone, from any page, and kept by caches.
 */
import * as z from 'zod'
import { channelStatus, viewerBeat } from '../channel.ts'
import { labAnswer, labReport } from '../lab.ts'
import { json, pathId } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleChannelId, exampleReport, exampleStatus } from './channel-examples.ts'
import { bodyErrors } from './write-errors.ts'

const params = z.object({ id: pathId.meta({ description: 'The channel.' }) })
const example = { params: { id: exampleChannelId } }
const open = { by: 'none' } as const

const conditional = z.object({ 'If-None-Match': z.string().optional().meta({ description: 'The `ETag` of the one you have.' }) })
const notModified = { description: 'The one you have is still right.', content: {} }

const text = (type: string, sample: string) => ({ [type]: { schema: z.string(), example: sample } })
const bytes = { schema: z.string().meta({ description: 'The bytes.' }), example: '…' }

export const reportLabStatus = {
  operationId: 'reportLabStatus',
  method: 'post',
  path: '/v1/lab/status',
  summary: 'Report what a channel’s LAB sends',
  description:
    'Signed as Standard Webhooks with the channel’s secret, over the raw body; a timestamp more than five minutes off, another channel’s secret and an unknown channel are the same 401. A report that came before, or is older than one that was applied, changes nothing: `applied` is false.',
  tag: 'Channel',
  access: { by: 'lab' },
  door: 'sync',
  headers: z.object({
    'webhook-id': z.string().meta({ description: 'Names the message; the same again is the same report.' }),
    'webhook-timestamp': z.string().meta({ description: 'When it was sent, in seconds since 1970.' }),
    'webhook-signature': z.string().meta({ description: '`v1,` and the signature; several with blanks between.' }),
  }),
  body: { required: true, content: json(labReport, exampleReport) },
  answers: { 200: { description: 'Taken.', content: json(labAnswer, { applied: true }) } },
  errors: bodyErrors,
} as const satisfies Operation

export const getChannelStatus = {
  operationId: 'getChannelStatus',
  method: 'get',
  path: '/v1/channels/{id}/status',
  summary: 'What is on',
  description:
    'Kept by caches for two seconds. When the channel can not be asked, the last known answer serves for a minute, with its age in seconds in `X-Prost-Stale`.',
  tag: 'Channel',
  access: open,
  door: 'sync',
  params,
  headers: conditional,
  answers: { 200: { description: 'The status.', content: json(channelStatus, exampleStatus) }, 304: notModified },
  errors: ['not_found', 'temporarily_unavailable'],
  example,
} as const satisfies Operation

export const watchChannel = {
  operationId: 'watchChannel',
  method: 'post',
  path: '/v1/channels/{id}/presence',
  summary: 'Say that somebody watches',
  description:
    'Every 30 seconds, with an id that the page makes and forgets; only by viewers whose id falls into `presence_sample` of the status. Nothing of it is stored.',
  tag: 'Channel',
  access: open,
  door: 'sync',
  params,
  body: { required: true, content: json(viewerBeat, { viewer: 'q3cXv0dJw2mZk9Lt', leaving: false }) },
  answers: { 200: { description: 'Counted for 45 seconds.', content: json(z.object({ status: z.literal('ok') }), { status: 'ok' }) } },
  errors: [...bodyErrors, 'not_found', 'rate_limited', 'temporarily_unavailable'],
  example,
} as const satisfies Operation

export const playlistName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}\.m3u8$/)

const blocking = {
  _HLS_msn: z.string().optional().meta({ description: 'Low latency: answer when this media sequence number is there.' }),
  _HLS_part: z.string().optional().meta({ description: 'Low latency: and this part of it.' }),
}

const examplePlaylist = '#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n'

export const getPlaylist = {
  operationId: 'getPlaylist',
  method: 'get',
  path: '/live/{id}/{playlist}',
  summary: 'A playlist of the channel (RFC 8216)',
  description:
    '`master.m3u8` lists the renditions, `<rendition>.m3u8` the segments of one. Kept by caches for half a segment. The playlist goes on whatever happens to the LAB: live, then the slate, then live again, with numbers that never go back.',
  tag: 'Channel',
  access: open,
  door: 'sync',
  params: params.extend({ playlist: playlistName.meta({ description: '`master.m3u8`, or the name of a rendition and `.m3u8`.' }) }),
  query: z.object(blocking),
  headers: conditional,
  answers: {
    200: { description: 'The playlist.', content: text('application/vnd.apple.mpegurl', examplePlaylist) },
    304: notModified,
  },
  errors: ['not_found', 'validation_failed', 'too_far_ahead', 'temporarily_unavailable'],
  example: { params: { id: exampleChannelId, playlist: 'master.m3u8' } },
} as const satisfies Operation

export const getSegment = {
  operationId: 'getSegment',
  method: 'get',
  path: '/live/{id}/segments/{path}',
  summary: 'A media file that a playlist names',
  description: 'The same path is the same bytes for ever. `path` may have slashes in it. A single `Range` is answered with that part.',
  tag: 'Channel',
  access: open,
  door: 'sync',
  params: params.extend({ path: z.string().min(1).max(256).meta({ description: 'As the playlist names it.' }) }),
  headers: conditional.extend({
    Range: z.string().optional().meta({ description: 'One range of bytes; several are answered with the whole.' }),
    'If-Range': z
      .string()
      .optional()
      .meta({ description: 'The `ETag` that the range is of; of another one it is answered with the whole.' }),
  }),
  answers: {
    200: { description: 'The file.', content: { 'video/iso.segment': bytes, 'video/mp4': bytes, 'video/mp2t': bytes } },
    206: { description: 'The range that was asked for.', content: { 'video/iso.segment': bytes, 'video/mp4': bytes, 'video/mp2t': bytes } },
    304: notModified,
  },
  errors: ['not_found', 'range_not_satisfiable', 'temporarily_unavailable'],
  example: { params: { id: exampleChannelId, path: '1207.m4s' } },
} as const satisfies Operation

export const channelOperations: readonly Operation[] = [reportLabStatus, getChannelStatus, watchChannel, getPlaylist, getSegment]
