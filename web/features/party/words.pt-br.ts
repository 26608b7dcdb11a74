/** The texts of the party's own parts in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  channel: 'O canal',
  noChannel: 'Não há canal aqui: o palco é de vocês.',
  onStage: 'No palco',
  you: 'Você',
} satisfies Translation<typeof english.words>
