/** The texts of the chat in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import { amountOf } from '../../ui/format.ts'
import type * as english from './words.en.ts'

export const words = {
  title: 'Conversa',
  empty: 'Ninguém escreveu nada ainda.',
  begin: 'Diga oi.',
  older: 'Mostrar mensagens anteriores',
  olderLoading: 'Carregando…',
  olderFailed: 'As mensagens anteriores não carregaram.',
  again: 'Tentar de novo',
  missing: 'Algumas mensagens podem estar faltando.',
  readAgain: 'Ler de novo',
  gap: 'Algumas mensagens podem estar faltando aqui.',
  unread: 'Novas',
  toUnread: (count) => amountOf(count, 'mensagem nova', 'mensagens novas'),
  toNewest: 'Ir para as mais novas',
  you: 'Você',
  removed: 'Esta mensagem foi removida.',
  about: (name) => `${name}: esta mensagem`,
  sending: 'Enviando…',
  waiting: 'Vai quando você voltar.',
  retry: 'Enviar de novo',
  discard: 'Descartar',
  noAnswer: 'Não veio resposta.',
  refused: 'Não foi aceita.',
  againIn: (seconds) => `De novo em ${seconds} s.`,
  write: 'Escreva uma mensagem',
  placeholder: 'Escreva para todos aqui',
  hint: 'Enter envia, Shift e Enter começam outra linha.',
  send: 'Enviar',
  left: (count) => amountOf(count, 'caractere restante', 'caracteres restantes'),
  slow: (seconds) => `Modo lento: você pode escrever de novo em ${seconds} s.`,
  slowNow: (seconds) => `Modo lento: uma mensagem a cada ${seconds} s.`,
  muted: 'Um moderador silenciou você.',
  mutedUntil: (time) => `Um moderador silenciou você até ${time}.`,
  oneTypes: (name) => `${name} está escrevendo…`,
  twoType: (one, other) => `${one} e ${other} estão escrevendo…`,
  manyType: 'Várias pessoas estão escrevendo…',
} satisfies Translation<typeof english.words>

export const failures = {
  rate_limited: 'Foi rápido demais.',
  muted: 'Um moderador silenciou você.',
  text_refused: 'Tem palavras que não são bem-vindas aqui.',
  quarantined: 'Sua conta não pode escrever até um moderador olhar.',
  policy_denied: 'Isso não é permitido aqui agora.',
  validation_failed: 'É longa demais.',
} satisfies Translation<typeof english.failures>
