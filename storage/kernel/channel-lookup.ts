/**
 * A channel by its id alone, for doors where the path names nothing else: whose it is comes from here. Archived channels, and those of archived
 * apps, do not exist as far as this answers.
 */
import * as z from 'zod'
import type { ChannelSetup } from '../../contract/channel.ts'
import { channelSettings } from '../../contract/channel.ts'
import { appId, channelId } from '../../contract/ids.ts'
import type { AppId, ChannelId } from '../../contract/ids.ts'
import { jsonColumn } from './columns.ts'

const liveQuery = `
  SELECT c.app_id, c.channel_id, c.name, c.settings FROM channels c JOIN apps a ON a.app_id = c.app_id
  WHERE c.channel_id = ? AND c.archived_at IS NULL AND a.archived_at IS NULL`

const setupRow = z.object({ app_id: appId, channel_id: channelId, name: z.string(), settings: jsonColumn(channelSettings) })

/** Null when there is no such channel. Throws when the database does. */
export const findChannelSetup = async (db: D1Database, channel: ChannelId): Promise<ChannelSetup | null> => {
  const found = await db.prepare(liveQuery).bind(channel).first()
  return found === null ? null : setupRow.parse(found)
}

/** A channel's object, and whether it has to end. */
export type ChannelOfRound = { readonly app_id: AppId; readonly channel_id: ChannelId; readonly ended: boolean }

/** As `objectsOfRound`: all channels that live or ended after `endedSince` (epoch ms), in rounds of `size`. D1 binds numbers as reals, hence the casts. */
const roundQuery = `
  WITH known AS (
    SELECT c.app_id, c.channel_id, c.archived_at IS NOT NULL OR a.archived_at IS NOT NULL AS ended,
           row_number() OVER (ORDER BY c.channel_id) - 1 AS place, count(*) OVER () AS total
    FROM channels c JOIN apps a ON a.app_id = c.app_id WHERE coalesce(c.archived_at, a.archived_at, ?3) >= ?3)
  SELECT app_id, channel_id, ended FROM known
  WHERE place / CAST(?2 AS INTEGER) = CAST(?1 AS INTEGER) % ((total + CAST(?2 AS INTEGER) - 1) / CAST(?2 AS INTEGER)) ORDER BY place`

const roundRow = z.object({ app_id: appId, channel_id: channelId, ended: z.int().transform(Boolean) })

export const channelsOfRound = async (db: D1Database, round: number, size: number, endedSince: number): Promise<ChannelOfRound[]> => {
  const { results } = await db.prepare(roundQuery).bind(round, size, endedSince).all()
  return results.map((row) => roundRow.parse(row))
}
