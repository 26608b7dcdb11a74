/** The texts about people in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  somebody: 'Alguém',
  itIsYou: 'É você.',
  notHere: 'Não está aqui agora',
  hereSince: (time) => `aqui desde ${time}`,
  close: 'Fechar',
} satisfies Translation<typeof english.words>

export const statusWords = {
  available: 'Disponível',
  busy: 'Ocupado',
  away: 'Ausente',
} satisfies Translation<typeof english.statusWords>
