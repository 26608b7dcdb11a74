/** Whom the reader has blocked, and blocking. Until the list came nobody counts as blocked. */
import { useCallback, useEffect, useState } from 'react'
import type { UserId } from '../../../contract/ids.ts'
import type { Account } from '../session/account.ts'
import type { ApiFailure } from '../session/http.ts'
import { listBlocks, setBlock } from './safety-api.ts'

export type Blocks = {
  readonly blocked: ReadonlySet<UserId>
  readonly change: (user: UserId, isBlocked: boolean) => Promise<ApiFailure | null>
}

async function readAll(account: Account): Promise<readonly UserId[]> {
  const all: UserId[] = []
  let cursor: string | null = null
  do {
    const answer = await listBlocks(account, cursor)
    // What came is better than nothing: whom one blocks now is known in any case.
    if (!answer.ok) return all
    all.push(...answer.value.data)
    cursor = answer.value.next_cursor
  } while (cursor !== null)
  return all
}

export function useBlocks(account: Account): Blocks {
  const [blocked, setBlocked] = useState<ReadonlySet<UserId>>(new Set())
  useEffect(() => {
    let isGone = false
    void readAll(account).then((all) => isGone || setBlocked((now) => new Set([...now, ...all])))
    return () => void (isGone = true)
  }, [account])
  const change = useCallback(
    async (user: UserId, isBlocked: boolean) => {
      const failure = await setBlock(account, user, isBlocked)
      if (failure === null) setBlocked((now) => new Set(isBlocked ? [...now, user] : [...now].filter((each) => each !== user)))
      return failure
    },
    [account],
  )
  return { blocked, change }
}
