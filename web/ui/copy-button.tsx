/** Puts a text on the clipboard and says whether that worked. */
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { words } from './words.ts'

type Outcome = 'idle' | 'copied' | 'failed'
const names = { idle: 'copy', copied: 'copied', failed: 'copyByHand' } as const satisfies Record<Outcome, keyof typeof words>
const saidForMs = 2_500

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [outcome, setOutcome] = useState<Outcome>('idle')

  useEffect(() => {
    if (outcome === 'idle') return undefined
    const timer = setTimeout(() => setOutcome('idle'), saidForMs)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = (): void => {
    // Without a secure context there is no clipboard; the promise chain turns that into `failed` too.
    Promise.resolve()
      .then(() => navigator.clipboard.writeText(text))
      .then(
        () => setOutcome('copied'),
        () => setOutcome('failed'),
      )
  }

  return (
    <>
      <Button onClick={copy} aria-label={outcome === 'idle' ? label : undefined}>
        {words[names[outcome]]}
      </Button>
      <output className="unseen">{outcome === 'idle' ? '' : words[names[outcome]]}</output>
    </>
  )
}
