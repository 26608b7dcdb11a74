/** The texts about the audit chain in the reader's language. */
import { translated } from '../../i18n/texts.ts'
import * as english from './words.en.ts'

export const { words, outcomeWords, actorWords, faultWords, actionWords } = translated(english, {
  'pt-BR': () => import('./words.pt-br.ts'),
})

const knownAction = (action: string): action is keyof typeof actionWords => Object.hasOwn(actionWords, action)

/** What an action is, as a sentence after its actor. One that is not known is shown as it is. */
export const actionText = (action: string): string => (knownAction(action) ? actionWords[action] : action)
