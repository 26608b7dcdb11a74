/** Counts what `npm start` put into this kernel. Of operators only those of the console, who could sign in and administrate. */
import * as z from 'zod'
import { developmentKeyStart, developmentMailDomain } from '../../domain/configuration/development-traces.ts'
import type { DevelopmentTraces } from '../../domain/configuration/development-traces.ts'

const query = `
  SELECT (SELECT count(*) FROM users u JOIN apps a ON a.app_id = u.app_id
          WHERE a.kind = 'console' AND u.email LIKE ?1 AND u.email_verified_at IS NOT NULL AND u.disabled_at IS NULL) AS operators,
         (SELECT count(*) FROM app_keys WHERE public_key >= ?2 AND public_key < ?3 AND revoked_at IS NULL) AS keys`

const row = z.object({ operators: z.int(), keys: z.int() })

/** All that begins with the start lies before this. */
const afterStart = `${developmentKeyStart}~`

export const developmentTraces = async (db: D1Database): Promise<DevelopmentTraces> =>
  row.parse(await db.prepare(query).bind(`%@${developmentMailDomain}`, developmentKeyStart, afterStart).first())
