/** Where a channel's files are in the bucket. The prefix names the app: no path leads from one channel's files to another's. */
import type { ChannelSetup } from '../../contract/channel.ts'
import type { ChannelId } from '../../contract/ids.ts'

type Place = Pick<ChannelSetup, 'app_id' | 'channel_id'>

/** A media file that the LAB uploaded; `uri` as its reports name it. */
export const mediaKey = ({ app_id, channel_id }: Place, uri: string): string => `channels/${app_id}/${channel_id}/segments/${uri}`

/** Of the second public form: `status.json`, `master.m3u8`, `<rendition>.m3u8`. */
export const publicKey = (channel: ChannelId, name: string): string => `public/${channel}/${name}`
