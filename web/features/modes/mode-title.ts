/** A mode in the reader's language. */
import { currentLanguage } from '../../i18n/language.ts'
import type { Mode } from './modes-api.ts'

export const titleOfMode = ({ title }: Mode): string => title[currentLanguage()]

export const hrefOfMode = ({ routes }: Mode): string => routes[0] ?? '/'
