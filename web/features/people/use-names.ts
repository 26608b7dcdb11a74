/** Names by id: those that the room told, and for the others those that the API tells, many at once. Who is not known is "somebody". */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { UserId } from '../../../contract/ids.ts'
import type { Account } from '../session/account.ts'
import { getNames, namesAtOnce } from './names-api.ts'
import { words } from './words.ts'

export function useNames(account: Account, told: ReadonlyMap<UserId, string>): (user: UserId) => string {
  const [asked, setAsked] = useState<ReadonlyMap<UserId, string>>(new Map())
  const wanted = useRef(new Set<UserId>())
  const tried = useRef(new Set<UserId>())

  // Whoever was drawn without a name is asked for after the drawing.
  useEffect(() => {
    const ids = [...wanted.current].filter((id) => !told.has(id)).slice(0, namesAtOnce)
    wanted.current.clear()
    if (ids.length === 0) return
    for (const id of ids) tried.current.add(id)
    const ask = async (): Promise<void> => {
      const answer = await getNames(account, ids)
      if (answer.ok) setAsked((before) => new Map([...before, ...answer.value]))
      else for (const id of ids) tried.current.delete(id)
    }
    void ask()
  })

  return useCallback(
    (user) => {
      const name = told.get(user) ?? asked.get(user)
      if (name === undefined && !tried.current.has(user)) wanted.current.add(user)
      return name ?? words.somebody
    },
    [told, asked],
  )
}
