/** The texts of the pages of modes in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import { amountOf } from '../../ui/format.ts'
import type * as english from './words.en.ts'

export const words = {
  opening: 'Abrindo…',
  noAnswer: 'Conexão perdida. Tentando de novo…',
  again: 'Tentar de novo',
  here: (count) => amountOf(count, 'pessoa aqui', 'pessoas aqui'),
  youAre: 'Você é',

  comingIn: 'Entrando…',
  reconnecting: 'Reconectando…',
  backIn: (seconds) => `Conexão perdida. Reconectando em ${seconds} s`,
  backNow: 'Conexão perdida. Reconectando agora…',
  restarting: (seconds) => `A plataforma está reiniciando. Você volta em ${seconds} s`,
  busy: (seconds) => `Muita gente chegando ao mesmo tempo. Sua vez em ${seconds} s`,
  offline: 'Você está sem rede. Você volta assim que ela voltar.',
  now: 'Agora',

  ended: 'Acabou',
  endedLead: 'A sala foi fechada.',
  findAnother: 'Procurar outra sala',
  refused: 'Você não pode entrar',
  backTo: (mode) => `Ir para: ${mode}`,
  toStart: 'Ir para o início',

  switchTo: 'Outros lugares',
  takeAlong: (mode) => `Levar todos junto: ${mode}`,
  takeAlongTitle: (mode) => `Levar todos para “${mode}”?`,
  takeAlongDetail: 'Esta sala acaba para todos que estão nela, e vocês seguem juntos para lá.',
  cancel: 'Cancelar',

  warned: 'Um moderador avisa você',
  understood: 'Entendi',
} satisfies Translation<typeof english.words>

export const endReasons = {
  requested: 'Foi encerrado.',
  transition: 'Todos seguiram para outro lugar.',
  empty: 'Não havia mais ninguém aqui.',
  left: 'A outra pessoa saiu.',
  skipped: 'Um de vocês seguiu para outra pessoa.',
  consent: 'Um de vocês retirou o consentimento.',
  moderation: 'Um moderador fechou a sala.',
  app_ended: 'O app não existe mais.',
  timeout: 'A sala não chegou a abrir.',
} satisfies Translation<typeof english.endReasons>

export const refusals = {
  banned: 'Sua conta está banida daqui.',
  quarantined: 'Sua conta pode pouco até um moderador olhar.',
  not_found: 'Essa sala não existe ou não é para você.',
  consent_required: 'Isto pede o consentimento vigente das duas pessoas.',
  not_a_member: 'Isto é para quem está na sala.',
  not_available: 'A outra pessoa não está disponível.',
  too_many: 'Você está aqui em janelas demais. Feche uma delas.',
  signed_out: 'Sua sessão acabou.',
  policy_denied: 'Um moderador tirou você, ou a sala não é para você.',
} satisfies Translation<typeof english.refusals>

export const partNames = {
  player: 'A imagem',
  programme: 'A programação',
  stage: 'Quem está no palco',
  presence_rail: 'Quem está aqui',
  chat: 'O chat',
  invitation: 'Convites',
  call: 'A chamada',
  self_view: 'Sua própria imagem',
  match_panel: 'Conhecer alguém',
  mode_switch: 'Outros lugares',
  report: 'Denúncias',
} satisfies Translation<typeof english.partNames>
