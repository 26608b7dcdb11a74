/** Which channel this deployment shows: asked until there is an answer. */
import { useEffect, useState } from 'react'
import { getChannelSetup } from '../channel/channel-api.ts'
import { pollAfter } from '../channel/timing.ts'

type ChannelChoice = {
  /** Undefined until it is known, null when there is none. */
  readonly channel: string | null | undefined
  readonly isFailing: boolean
  /** Null where there are no pages for people. */
  readonly appKey: string | null
}

export function useChannelId(): ChannelChoice {
  const [choice, setChoice] = useState<ChannelChoice>({ channel: undefined, isFailing: false, appKey: null })
  useEffect(() => {
    const gone = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (failures: number): Promise<void> => {
      const answer = await getChannelSetup(gone.signal)
      if (gone.signal.aborted) return
      setChoice({ channel: answer.ok ? answer.value.id : undefined, isFailing: !answer.ok, appKey: answer.ok ? answer.value.appKey : null })
      if (!answer.ok) timer = setTimeout(() => void ask(failures + 1), pollAfter(null, failures + 1, Math.random()))
    }
    void ask(0)
    return () => {
      gone.abort()
      clearTimeout(timer)
    }
  }, [])
  return choice
}
