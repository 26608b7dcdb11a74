/** The texts about whether the platform is well in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  title: 'Saúde',
  lead: 'As partes que sustentam a plataforma, como ela mesma as encontra.',
  parts: 'Partes',
  asOf: (age) => `Consultado há ${age}, a cada 5 s enquanto esta aba está visível.`,
  stale: (age) => `Você vê a última resposta, de ${age} atrás. Tentamos de novo automaticamente.`,
  checking: 'Consultando…',
  seen: (age) => `funcionou pela última vez há ${age}`,
  seenNow: 'funciona agora',
  wrote: (age) => `gravou pela última vez há ${age}`,
  neverSeen: 'ainda não foi vista funcionando',
} satisfies Translation<typeof english.words>

export const overallWords = {
  ok: 'Tudo funciona',
  degraded: 'Algo está lento',
  down: 'Algo não funciona',
} satisfies Translation<typeof english.overallWords>

export const stateWords = {
  ok: 'funciona',
  degraded: 'lento',
  down: 'não responde',
  unknown: 'não se sabe',
} satisfies Translation<typeof english.stateWords>

export const partWords = {
  configuration: { name: 'Configuração', is: 'As configurações e os segredos são o que precisam ser.' },
  kernel_db: { name: 'Banco de dados central', is: 'Apps, chaves, pessoas, auditoria.' },
  events_db: { name: 'Banco de dados de eventos', is: 'Eventos, sessões e suas contagens.' },
  ingest: { name: 'Entrada', is: 'Recebe os eventos.' },
  sync: { name: 'Canal', is: 'Ouve o estúdio, entrega estado e playlists.' },
  realtime: { name: 'Salas', is: 'Sessões, presença e conversas.' },
  media: { name: 'Mídia', is: 'As imagens do canal.' },
  rollup: { name: 'Contagem', is: 'Conta o que foi recebido. Fica em silêncio enquanto nada chega.' },
} satisfies Translation<typeof english.partWords>
