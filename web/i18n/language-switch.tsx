/** The way to the other language, called by its own name, so that who needs it can read it. */
import './language-switch.css'
import { useState } from 'react'
import type { Language } from './language-choice.ts'
import { languages } from './language-choice.ts'
import { useLanguage } from './language.ts'
import { changeLanguage } from './texts.ts'

const names = { en: 'English', 'pt-BR': 'Português' } as const satisfies Record<Language, string>

/** `failed` says that the texts did not come. */
export function LanguageSwitch({ failed }: { readonly failed: string }) {
  const current = useLanguage()
  const [outcome, setOutcome] = useState<'idle' | 'failed'>('idle')
  const change = async (language: Language): Promise<void> => {
    setOutcome('idle')
    setOutcome((await changeLanguage(language)) ? 'idle' : 'failed')
  }
  return (
    <div className="languages">
      <output>{outcome === 'failed' ? failed : ''}</output>
      {languages
        .filter((language) => language !== current)
        .map((language) => (
          <button key={language} type="button" className="language" lang={language} onClick={() => void change(language)}>
            {names[language]}
          </button>
        ))}
    </div>
  )
}
