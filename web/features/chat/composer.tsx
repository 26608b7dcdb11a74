/** Where one writes. Enter sends; what can not be sent now stays in the field. Others hear that somebody writes, at most every three seconds. */
import type { ChangeEvent, FormEvent, KeyboardEvent } from 'react'
import { useEffect, useId, useRef, useState } from 'react'
import { chatLength } from './limits.ts'
import { useNow } from '../../lib/use-now.ts'
import { minuteOf } from '../../ui/format.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import { words } from './words.ts'
import type { MayWrite } from './writing-rules.ts'
import { mayWrite } from './writing-rules.ts'

const tellEveryMs = 3_000
const quietMs = 4_000

/** Says that somebody writes, and that they stopped. */
function useTyping(): { readonly typed: (isSome: boolean) => void } {
  const { link } = useModeRoom()
  const toldAt = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const stop = (): void => {
    clearTimeout(timer.current)
    if (toldAt.current > 0) link?.send({ t: 'typing', on: false })
    toldAt.current = 0
  }
  const typed = (isSome: boolean): void => {
    if (!isSome) return stop()
    clearTimeout(timer.current)
    timer.current = setTimeout(stop, quietMs)
    const now = Date.now()
    if (now - toldAt.current < tellEveryMs) return
    if (link?.send({ t: 'typing', on: true }) === true) toldAt.current = now
  }
  return { typed }
}

function sayingOf(may: MayWrite, slowModeS: number, left: number): string {
  if (!may.ok && may.why === 'muted') return may.until === null ? words.muted : words.mutedUntil(minuteOf(may.until))
  if (!may.ok) return words.slow(may.seconds)
  if (left < 200) return words.left(left)
  return slowModeS > 0 ? words.slowNow(slowModeS) : words.hint
}

export function Composer({ onSent }: { readonly onSent: () => void }) {
  const { link, view, user } = useModeRoom()
  const [text, setText] = useState('')
  const { typed } = useTyping()
  const now = useNow()
  const hint = useId()
  const may = mayWrite(view, user.id, now)
  const isMuted = !may.ok && may.why === 'muted'
  const canSend = link !== null && may.ok && text.trim() !== ''

  const send = (): void => {
    if (!canSend) return
    link.write(text.trim())
    setText('')
    typed(false)
    onSent()
  }
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  const submitted = (event: FormEvent): void => {
    event.preventDefault()
    send()
  }
  const changed = ({ target }: ChangeEvent<HTMLTextAreaElement>): void => {
    setText(target.value)
    typed(target.value.trim() !== '')
  }
  return (
    <form className="chat-composer" onSubmit={submitted}>
      <textarea
        aria-label={words.write}
        aria-describedby={hint}
        placeholder={words.placeholder}
        rows={1}
        maxLength={chatLength}
        value={text}
        disabled={isMuted}
        onChange={changed}
        onKeyDown={pressed}
        onBlur={() => typed(false)}
      />
      <button type="submit" className="button button-primary" aria-disabled={!canSend}>
        {words.send}
      </button>
      <p id={hint} className="chat-hint quiet">
        {sayingOf(may, view.slowModeS, chatLength - text.length)}
      </p>
    </form>
  )
}
