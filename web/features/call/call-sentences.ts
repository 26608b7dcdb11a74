/** What a call says of itself, in a sentence. */
import { assertNever } from '../../ui/assert-never.ts'
import type { Ending } from './call-state.ts'
import type { Shown } from './call-shown.ts'
import { endings, refusals, troubles, words } from './words.ts'

export type Sentence = { readonly title: string; readonly detail: string }

export function sentenceOfEnd(why: Ending): Sentence {
  if (why.by !== 'refusal') return endings[why.by]
  const { code } = why
  return { title: code !== null && Object.hasOwn(refusals, code) ? refusals[code as keyof typeof refusals] : refusals.other, detail: '' }
}

/** The line on the picture, for what passes by itself; empty where there is none. */
export function lineOf({ at }: Shown, name: string): string {
  switch (at) {
    case 'entering':
      return words.entering
    case 'asking_devices':
      return words.askingDevices
    case 'alone':
      return words.alone
    case 'held_up':
      return words.heldUp
    case 'preparing':
      return words.preparing
    case 'expecting':
      return words.expecting(name)
    case 'connecting':
      return words.connecting(name)
    case 'reconnecting':
      return words.reconnecting
    case 'no_devices':
    case 'live':
    case 'failed':
    case 'ended':
      return ''
    default:
      return assertNever(at)
  }
}

/** What a screen reader hears when it changes. */
export function announcementOf(shown: Shown, name: string): string {
  if (shown.at === 'live') return words.live(name)
  if (shown.at === 'failed') return words.failed
  if (shown.at === 'ended') return sentenceOfEnd(shown.why).title
  return shown.at === 'no_devices' ? troubles[shown.why].title : lineOf(shown, name)
}
