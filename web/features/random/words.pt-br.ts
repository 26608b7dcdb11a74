/** The texts of random video chat in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  title: 'Conheça alguém',
  lead: 'Vocês se veem e se ouvem assim que alguém for encontrado. Só vocês dois estão na chamada, e nada é gravado.',
  devicesLead: 'O navegador pergunta se esta página pode usar sua câmera e seu microfone. Ninguém vê você antes de começar.',
  ready: 'Ninguém vê você antes de começar.',
  tryDevices: 'Testar câmera e microfone',
  asking: 'O navegador pede câmera e microfone…',
  preview: 'Sua própria imagem',
  noPicture: 'Sem imagem',
  noMicrophone: 'Sem microfone: a outra pessoa não vai ouvir você.',
  interests: 'Interesses',
  interestsHint: 'Algumas palavras, separadas por vírgulas. Quem tiver um em comum vem primeiro.',
  tooMany: 'No máximo dez.',
  tooLong: 'No máximo 32 letras em cada um.',
  languages: (names) => `Quem fala um destes vem primeiro: ${names}.`,
  start: 'Começar',
  startWithout: 'Começar sem',

  joining: 'Entrando na fila…',
  looking: 'Procurando alguém…',
  waited: (time) => `${time} até agora`,
  usually: (time) => `em geral ${time}`,
  longer: (time) => `em geral ${time}: há pouca gente agora`,
  unknown: 'ninguém formou par há pouco, então não se sabe quanto demora',
  found: 'Alguém está aí. Conectando…',
  cooldown: (seconds) => `Próxima pessoa em ${seconds} s`,
  away: (seconds) => `A conexão com a fila caiu. De novo em ${seconds} s`,
  leaving: 'Saindo…',

  next: 'Próxima',
  stop: 'Parar',
  report: 'Denunciar',
  block: 'Bloquear',
  blockTitle: (name) => `Bloquear ${name}?`,
  blockDetail: 'A chamada termina, e vocês nunca mais formam par. A outra pessoa não fica sabendo.',
  cancel: 'Cancelar',
  keys: 'Teclas: N próxima, Esc parar, R denunciar, M microfone, V câmera',
  tools: 'Este par',
} as const satisfies Translation<typeof english.words>

export const troubles = {
  denied: 'Esta página não pode usar sua câmera e seu microfone. Permita na barra de endereço do navegador e tente de novo.',
  missing: 'Nenhuma câmera e nenhum microfone foram encontrados. Conecte um e tente de novo.',
  in_use: 'Câmera e microfone não puderam ser iniciados. Outro programa pode estar usando.',
} as const satisfies Translation<typeof english.troubles>

export const refusals = {
  other: { title: 'Não dá para formar par agora', detail: null },
  banned: { title: 'Sua conta está banida aqui', detail: null },
  quarantined: { title: 'Sua conta pode fazer pouco até um moderador olhar', detail: null },
  policy_denied: { title: 'Você não pode formar par aqui', detail: null },
  rate_limited: { title: 'Foi muito seguido', detail: 'Continua automaticamente em instantes.' },
  signed_out: { title: 'Sua sessão terminou', detail: 'Recarregue a página para entrar.' },
} as const satisfies Translation<typeof english.refusals>
