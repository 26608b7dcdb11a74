/** The texts of signing in and of the account in the reader's language. */
import type { Issue } from '../../../contract/errors.ts'
import { translated } from '../../i18n/texts.ts'
import * as english from './words.en.ts'

export const {
  words,
  operatorWords,
  peopleWords,
  methodWords,
  passkeyFaultWords,
  signInCodes,
  passkeySignInCodes,
  passkeyCodes,
  providerErrors,
  issueCodes,
  failureTexts,
  commonCodes,
} = translated(english, {
  'pt-BR': () => import('./words.pt-br.ts'),
})

const knownIssue = (code: string): code is keyof typeof issueCodes => Object.hasOwn(issueCodes, code)

/** What the server finds wrong with a field. */
export const issueWords = ({ code, message }: Issue): string => (knownIssue(code) ? issueCodes[code] : failureTexts.ofField(message))
