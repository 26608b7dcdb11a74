/** What the people of reports and actions are called: each is asked for once, those that are shown. An unknown name stays an id. */
import { useEffect, useState } from 'react'
import type { AppId, UserId } from '../../../contract/ids.ts'
import { nameOf } from './moderation-api.ts'

type Names = ReadonlyMap<UserId, string>

/** A page of a list names few people more; the others stay ids. */
const most = 60

export function usePeople(app: AppId, ids: readonly (UserId | null)[]): (id: UserId) => string {
  const [names, setNames] = useState<Names>(new Map())
  const wanted = [...new Set(ids)]
    .filter((id) => id !== null)
    .slice(0, most)
    .toSorted()
    .join(' ')
  useEffect(() => {
    const mine = new AbortController()
    const ask = async (id: UserId): Promise<void> => {
      const name = await nameOf(app, id, mine.signal)
      if (name !== null && !mine.signal.aborted) setNames((now) => new Map([...now, [id, name]]))
    }
    for (const id of wanted.split(' ')) if (id !== '') void ask(id as UserId)
    return () => mine.abort()
  }, [app, wanted])
  return (id) => names.get(id) ?? id.slice(0, 8)
}
