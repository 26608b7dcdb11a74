/** What can be set up: the quality, and whether single keys act on the player, with the list of them. */
import { useId } from 'react'
import type { Quality } from './engine.ts'
import type { UsedPlayer } from './use-player.ts'
import { keyWords, player as words } from './words.ts'

type SettingsProps = Pick<UsedPlayer, 'preferences' | 'prefer'> & {
  readonly id: string
  readonly qualities: readonly Quality[]
  readonly chosen: number | null
  readonly onScreen: number | null
  readonly onChoose: (quality: number | null) => void
}

export const nameOfQuality = ({ height, bandwidth }: Quality): string =>
  height === null ? `${Math.round(bandwidth / 1_000)} kbit/s` : `${height}p`

/** By itself first, then the best first. */
const choicesOf = (qualities: readonly Quality[]): readonly (Quality | null)[] => [
  null,
  ...qualities.toSorted((a, b) => b.bandwidth - a.bandwidth),
]

export function SettingsPanel({ id, qualities, chosen, onScreen, onChoose, preferences, prefer }: SettingsProps) {
  const group = useId()
  const now = qualities.find((quality) => quality.id === onScreen)
  const automatic = chosen === null && now !== undefined ? words.autoNow(nameOfQuality(now)) : words.auto
  return (
    <div className="settings" id={id}>
      <fieldset>
        <legend>{words.quality}</legend>
        {choicesOf(qualities).map((quality) => (
          <label key={quality?.id ?? 'auto'} className="setting">
            <input type="radio" name={group} checked={(quality?.id ?? null) === chosen} onChange={() => onChoose(quality?.id ?? null)} />
            {quality === null ? automatic : nameOfQuality(quality)}
          </label>
        ))}
      </fieldset>
      <fieldset className="settings-keyboard">
        <legend>{words.keys}</legend>
        <label className="setting">
          <input type="checkbox" checked={preferences.keys} onChange={(event) => prefer({ keys: event.currentTarget.checked })} />
          {words.keysOn}
        </label>
        <dl className="setting-keys">
          {Object.entries(keyWords).map(([act, [keys, what]]) => (
            <div key={act}>
              <dt>{keys}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </fieldset>
    </div>
  )
}
