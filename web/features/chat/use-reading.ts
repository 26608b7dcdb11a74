/**
 * Where the reader is in the chat: at its end, which then follows what comes, or above it, where what comes is counted. What came while nobody looked
 * stays marked until the reader writes or comes back to the end.
 */
import type { UIEvent } from 'react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'

export type Reading = {
  /** The last message that was read before others came; null: nothing is unread. */
  readonly readUpTo: number | null
  readonly isAtEnd: boolean
  readonly onScroll: (event: UIEvent<HTMLElement>) => void
  readonly toEnd: () => void
}

/** This close to the end is at the end; px. */
const nearPx = 48

/** Puts the reader where they were, counted from the end: what is added above does not move it. */
const place = (element: HTMLElement, fromEnd: number): void => {
  element.scrollTop = element.scrollHeight - fromEnd
}

export type Shown = {
  /** Places of the oldest and the newest message. */
  readonly first: number
  readonly last: number
  /** How many rows there are, so that each change is followed. */
  readonly count: number
}

/** `find` names the box that scrolls. */
export function useReading(find: () => HTMLElement | null, { first, last, count }: Shown): Reading {
  const [readUpTo, setReadUpTo] = useState<number | null>(null)
  const [isAtEnd, setAtEnd] = useState(true)
  const seen = useRef(last)
  const fromEnd = useRef(0)
  const firstBefore = useRef(first)
  const box = useRef(find)

  useLayoutEffect(() => {
    const element = box.current()
    const isOlder = first !== firstBefore.current
    firstBefore.current = first
    if (element === null) return
    if (isAtEnd) place(element, 0)
    else if (isOlder) place(element, fromEnd.current)
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- whatever was added is what it follows
  }, [count, first, last, isAtEnd])

  useEffect(() => {
    if (last <= seen.current) return
    const isUnseen = seen.current > 0 && (!isAtEnd || document.hidden)
    const upTo = seen.current
    // oxlint-disable-next-line react/set-state-in-effect -- whether somebody looks is known when it has come
    setReadUpTo((before) => (isUnseen ? (before ?? upTo) : null))
    if (isAtEnd && !document.hidden) seen.current = last
  }, [last, isAtEnd])

  const onScroll = ({ currentTarget }: UIEvent<HTMLElement>): void => {
    fromEnd.current = currentTarget.scrollHeight - currentTarget.scrollTop
    const isNear = fromEnd.current - currentTarget.clientHeight <= nearPx
    setAtEnd(isNear)
    if (isNear) seen.current = last
  }
  const toEnd = (): void => {
    seen.current = last
    setAtEnd(true)
    setReadUpTo(null)
    const element = box.current()
    if (element !== null) place(element, 0)
  }
  return { readUpTo, isAtEnd, onScroll, toEnd }
}
