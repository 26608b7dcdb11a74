/** The texts of the list of who is here in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  title: 'Quem está aqui',
  you: 'você',
  blocked: 'bloqueado',
  status: 'Você está',
} satisfies Translation<typeof english.words>
