/** Names for the ids in the chain: oneself, and for who may see them the members and keys as they are called now. A name that is not known stays an id. */
import { useEffect, useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { User } from '../../../contract/identity.ts'
import { administers } from '../apps/rights.ts'
import { listKeys } from '../keys/keys-api.ts'
import { listMembers } from '../members/members-api.ts'

type Names = ReadonlyMap<string, string>

async function namesOf(app: App, signal: AbortSignal): Promise<Names> {
  const [members, keys] = await Promise.all([listMembers(app.id, null, signal), listKeys(app.id, null, signal)])
  const people = members.ok
    ? members.value.data.flatMap((each) => (each.status === 'active' ? [[each.user_id, each.display_name] as const] : []))
    : []
  const named = keys.ok ? keys.value.data.map(({ id, name }) => [id, name] as const) : []
  return new Map<string, string>([...people, ...named])
}

export function useNames(app: App, user: User): (id: string) => string | null {
  const [names, setNames] = useState<Names>(new Map())
  const { id, role } = app
  useEffect(() => {
    if (!administers(role)) return undefined
    const mine = new AbortController()
    void namesOf(app, mine.signal).then((found) => mine.signal.aborted || setNames(found))
    return () => mine.abort()
    // oxlint-disable-next-line react/exhaustive-deps -- another object for the same app and role brings no other names
  }, [id, role])
  return (wanted) => (wanted === user.id ? user.display_name : wanted === id ? app.name : (names.get(wanted) ?? null))
}
