/** In the queue: how long it took, how long it usually takes, and the way out. A screen reader hears what changes, not the seconds. */
import type { MatchTrouble } from '../../lib/match/match-machine.ts'
import { Button } from '../../ui/button.tsx'
import { age } from '../../ui/format.ts'
import { Refusal } from './match-start.tsx'
import { OwnPicture } from './own-picture.tsx'
import type { Shown } from './random-view.ts'
import { expectationOf } from './random-view.ts'
import type { Preview } from './use-preview.ts'
import { useMatchKeys } from './use-match-keys.ts'
import { words } from './words.ts'

type Waiting = Exclude<Shown, { at: 'out' | 'together' }>

const secondsOf = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000))

/** What it is, said once. */
function sayingOf(shown: Waiting): string {
  switch (shown.at) {
    case 'joining':
      return words.joining
    case 'waiting':
      return words.looking
    case 'found':
      return words.found
    case 'cooldown':
      return words.cooldown(secondsOf(shown.leftMs))
    case 'away':
      return words.away(secondsOf(shown.leftMs))
    case 'leaving':
      return words.leaving
    default:
      return shown satisfies never
  }
}

function expectation({ waitedMs, estimateMs }: Extract<Waiting, { at: 'waiting' }>): string {
  const usual = age(estimateMs === null ? 0 : Math.max(1_000, estimateMs))
  const said = { unknown: words.unknown, usual: words.usually(usual), longer: words.longer(usual) }
  return said[expectationOf(waitedMs, estimateMs)]
}

type MatchWaitProps = {
  readonly shown: Waiting
  readonly preview: Preview
  readonly trouble: MatchTrouble | null
  readonly onStop: () => void
}

export function MatchWait({ shown, preview, trouble, onStop }: MatchWaitProps) {
  useMatchKeys((act) => {
    if (act === 'stop') onStop()
  })
  return (
    <section className="match match-wait" data-match={shown.at} aria-label={words.title}>
      <div className="match-words">
        <p className="match-saying" aria-hidden="true">
          {sayingOf(shown)}
        </p>
        <output className="unseen">{shown.at === 'cooldown' || shown.at === 'away' ? words.looking : sayingOf(shown)}</output>
        {shown.at === 'waiting' && (
          <p className="match-waited">
            <span className="match-pulse" aria-hidden="true" />
            {words.waited(age(shown.waitedMs))} · {expectation(shown)}
          </p>
        )}
        <Refusal trouble={trouble} />
        <div className="buttons">
          <Button onClick={onStop} aria-disabled={shown.at === 'leaving'}>
            {words.stop}
          </Button>
        </div>
      </div>
      <div className="match-picture">
        <OwnPicture preview={preview} />
      </div>
    </section>
  )
}
