/** Before one is in the queue: camera and microphone are tried, wishes said, and then the one button. */
import { useState } from 'react'
import type { MatchTrouble } from '../../lib/match/match-machine.ts'
import { currentLanguage } from '../../i18n/language.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { OwnPicture } from './own-picture.tsx'
import type { Preview } from './use-preview.ts'
import type { Wishes } from './wishes.ts'
import { interestsFault, interestsIn, keptWishes } from './wishes.ts'
import { refusals, troubles, words } from './words.ts'

const faultWords = (fault: 'many' | 'long'): string => (fault === 'many' ? words.tooMany : words.tooLong)

type MatchStartProps = {
  readonly preview: Preview
  readonly trouble: MatchTrouble | null
  readonly onAsk: () => void
  readonly onStart: (wishes: Wishes) => void
}

export function MatchStart({ preview, trouble, onAsk, onStart }: MatchStartProps) {
  const [kept] = useState(keptWishes)
  const [text, setText] = useState(kept.interests.join(', '))
  const fault = interestsFault(text)
  const isReady = preview.at === 'ready' && preview.trouble === null
  const start = (): void => {
    if (fault === null) onStart({ ...kept, interests: interestsIn(text) })
  }
  return (
    <section className="match match-start" aria-labelledby="match-title">
      <div className="match-words">
        <h2 id="match-title">{words.title}</h2>
        <p>{words.lead}</p>
        <Refusal trouble={trouble} />
        <Field
          label={words.interests}
          hint={words.interestsHint}
          error={fault === null ? null : faultWords(fault)}
          value={text}
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {kept.languages.length > 0 && <p className="small quiet">{words.languages(kept.languages.map(nameOfLanguage).join(', '))}</p>}
        <div className="buttons">
          {isReady ? (
            <Button kind="primary" onClick={start}>
              {words.start}
            </Button>
          ) : (
            <Button kind="primary" onClick={onAsk} aria-disabled={preview.at === 'asking'}>
              {words.tryDevices}
            </Button>
          )}
          {preview.trouble !== null && <Button onClick={start}>{words.startWithout}</Button>}
        </div>
      </div>
      <div className="match-picture">
        <OwnPicture preview={preview} />
        <output className="small quiet">
          {preview.trouble !== null ? troubles[preview.trouble] : isReady ? words.ready : words.devicesLead}
        </output>
      </div>
    </section>
  )
}

const nameOfLanguage = (code: string): string => new Intl.DisplayNames([currentLanguage()], { type: 'language' }).of(code) ?? code

const isKnown = (code: string): code is keyof typeof refusals => Object.hasOwn(refusals, code)

export function Refusal({ trouble }: { readonly trouble: MatchTrouble | null }) {
  if (trouble === null || trouble.code === null) return null
  const { title, detail } = refusals[isKnown(trouble.code) ? trouble.code : 'other']
  return (
    <div role="alert">
      <Banner tone={trouble.retryAt === null ? 'error' : 'warn'} title={title}>
        {detail !== null && <p>{detail}</p>}
      </Banner>
    </div>
  )
}
