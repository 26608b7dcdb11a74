/** The browser origins that any live app configured: what a CORS preflight, which carries no key, can be asked about. */

/** Beyond this many the set is not complete, and says so. */
const most = 20_000

const query = `
  SELECT DISTINCT origin.value AS origin FROM apps, json_each(apps.origins) AS origin
  WHERE apps.archived_at IS NULL LIMIT ${most}`

export type ConfiguredOrigins = { readonly origins: ReadonlySet<string>; readonly complete: boolean }

export const findConfiguredOrigins = async (db: D1Database): Promise<ConfiguredOrigins> => {
  const { results } = await db.prepare(query).all<{ origin: string }>()
  return { origins: new Set(results.map((row) => row.origin)), complete: results.length < most }
}
