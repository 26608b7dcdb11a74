/** Switching between the LAB's picture and the slate, and what people are told of it. */
import { observe } from './channel-alerts.ts'
import { isFlapping, shownStateAt } from './channel-rules.ts'
import type { SourceSwitch, SwitchReason } from './channel-state.ts'
import { closeOpen, type Run } from './channel-timeline.ts'

/** Switches that operators see. */
const switchesKept = 20

/** [CH4] What is published stays; the slate follows when that runs out. */
export const toSlate = (run: Run, reason: SwitchReason): void => {
  const { head } = run
  closeOpen(run)
  head.mode = { status: 'slate', advancing: 0 }
  head.pending = []
  head.open = null
  head.slateIndex = 0
  show(run)
  noteSwitch(run, { at: head.now, from: 'lab', to: 'slate', state: head.shown.state, reason })
  observe(run, 'flapping', isFlapping(head, head.now))
  if (reason === 'lab_silent' || reason === 'playlist_frozen' || reason === 'media_late') observe(run, reason, true)
}

/** [CH6] From the first moment of trust on, people are told that the LAB is on. */
export const toLab = (run: Run): void => {
  const { head } = run
  const reason = head.lastLive === null ? 'first_report' : 'lab_back'
  head.mode = { status: 'lab' }
  show(run)
  noteSwitch(run, { at: head.now, from: 'slate', to: 'lab', state: head.shown.state, reason })
}

/** [CH11] Every switch is a fact. */
const noteSwitch = (run: Run, change: SourceSwitch): void => {
  run.head.switches = [...run.head.switches, change].slice(-switchesKept)
  const { at, from, to, state, reason } = change
  const next = (run.slots.at(-1)?.msn ?? -1) + 1
  run.effects.push({ type: 'note', at, action: 'channel.switched', reason, data: { from, to, state, media_sequence: next } })
}

export const show = (run: Run): void => {
  const { head } = run
  const state = shownStateAt(head, head.now)
  if (state !== head.shown.state) head.shown = { state, since: head.now }
}
