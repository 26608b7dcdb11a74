/** The texts of moderation in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import { amountOf } from '../../ui/format.ts'
import type * as english from './words.en.ts'

export const words = {
  title: 'Moderação',
  lead: 'O que as pessoas denunciaram, o que foi feito, e o que dizem aqueles a quem foi feito. Ninguém fica sabendo quem denunciou.',
  refresh: 'Atualizar',
  views: 'O que ver',
  reports: 'Denúncias',
  actions: 'Medidas',
  appeals: 'Recursos',
  state: 'Estado',
  more: 'Mostrar mais',
  loadingMore: 'Carregando…',

  noReports: 'Nada aqui',
  noReportsLead: 'As denúncias vêm das pessoas do app, as mais graves primeiro.',
  noActions: 'Nada foi feito ainda',
  noActionsLead: 'Avisos, silenciamentos, expulsões, quarentenas e banimentos ficam aqui, os automáticos com a explicação.',
  noAppeals: 'Nenhum recurso',
  noAppealsLead: 'Quem sofre uma medida pode recorrer uma vez.',

  about: 'Sobre',
  reporter: 'Denúncia de',
  platform: 'a plataforma, por uma palavra da lista',
  session: 'Sessão',
  evidence: 'O que foi dito',
  evidenceAt: (at) => `dito em ${at}`,
  noEvidence: 'Nenhuma mensagem foi denunciada junto.',
  ownWords: 'Nas palavras de quem denunciou',
  openAbout: (count) => amountOf(count, 'denúncia aberta sobre esta pessoa', 'denúncias abertas sobre esta pessoa'),
  settledBy: 'Uma medida a resolveu.',
  takenBack: 'Quem denunciou retirou a denúncia. Ela não conta para nada.',
  act: 'Agir…',
  dismiss: 'Descartar',
  reopen: 'Abrir de novo',
  seeActions: 'O que já foi feito',

  actTitle: (name) => `Agir sobre ${name}`,
  kind: 'O quê',
  duration: 'Por quanto tempo',
  where: 'Onde',
  everywhere: 'No app inteiro',
  inSession: 'Só nesta sessão',
  reason: 'Por quê',
  note: 'Nota',
  noteHint: 'Só para moderadores.',
  told: 'O que a pessoa fica sabendo',
  toldHint: 'Por quê, e como recorrer.',
  send: 'Fazer',
  sending: 'Fazendo…',
  cancel: 'Cancelar',
  done: (kind, name) => `${kind}: ${name}. Vale em segundos.`,

  until: (at) => `até ${at}`,
  forGood: 'até ser retirada',
  over: 'terminou',
  liftedAt: (at) => `retirada em ${at}`,
  ends: 'Até quando',
  inForce: 'em vigor',
  by: 'De',
  automatic: 'automática',
  server: 'o servidor do app',
  lift: 'Retirar…',
  liftTitle: (kind, name) => `Retirar a medida “${kind.toLowerCase()}” de ${name}?`,
  liftDetail: 'Termina na hora, em todo lugar. Continua na lista, com quem a retirou.',
  only: 'Só esta pessoa',
  everyone: 'Todos',
  onlyOf: (name) => `Só o que foi feito sobre ${name}.`,
  explained: (reporters, weight, hours) =>
    `${amountOf(reporters, 'pessoa denunciou', 'pessoas denunciaram')} em ${hours}, com peso total ${weight}.`,
  needed: (reporters, weight) => `O app pede ${amountOf(reporters, 'pessoa', 'pessoas')} e peso ${weight}.`,
  counted: 'contada',
  notCounted: 'não contada',

  appealOf: (name) => `${name} recorre`,
  against: (kind) => `contra: ${kind.toLowerCase()}`,
  answer: 'Resposta',
  answerHint: 'A pessoa fica sabendo.',
  uphold: 'Fica como está',
  liftIt: 'Retirar',
  decided: (at) => `decidido em ${at}`,
  hours: (count) => amountOf(count, 'hora', 'horas'),
} as const satisfies Translation<typeof english.words>

export const severityWords = { low: 'Baixa', medium: 'Média', high: 'Alta', critical: 'Crítica' } as const satisfies Translation<
  typeof english.severityWords
>

export const stateWords = {
  open: 'Aberta',
  actioned: 'Com medida',
  dismissed: 'Descartada',
  withdrawn: 'Retirada',
} as const satisfies Translation<typeof english.stateWords>

export const appealWords = { open: 'Aberto', upheld: 'Mantida', lifted: 'Retirada' } as const satisfies Translation<
  typeof english.appealWords
>

export const kindWords = {
  warn: 'Aviso',
  mute: 'Silenciamento',
  kick: 'Expulsão',
  quarantine: 'Quarentena',
  ban: 'Banimento',
} as const satisfies Translation<typeof english.kindWords>

export const durationWords = {
  '': 'O habitual',
  '3600': 'Uma hora',
  '86400': 'Um dia',
  '604800': 'Uma semana',
  '2592000': '30 dias',
  none: 'Até ser retirada',
} as const satisfies Translation<typeof english.durationWords>

export const codes = {
  invalid_transition: { title: 'Alguém foi mais rápido', detail: 'Já está resolvido. Atualize para ver como.' },
  policy_denied: { title: 'Outra pessoa decide', detail: 'Quem tomou a medida não decide o recurso, a não ser que seja dono do app.' },
} satisfies Translation<typeof english.codes>
