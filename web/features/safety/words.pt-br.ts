/** The texts of reports and blocks in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  report: 'Denunciar',
  reportMessage: 'Denunciar esta mensagem',
  reportPerson: (name) => `Denunciar ${name}`,
  reportLead: 'Moderadores vão olhar. A outra pessoa não fica sabendo quem denunciou, nem que houve denúncia.',
  reportMessageLead:
    'Moderadores recebem esta mensagem como foi dita. A outra pessoa não fica sabendo quem denunciou, nem que houve denúncia.',
  person: 'De quem se trata?',
  choose: 'Escolha…',
  personNeeded: 'Diga de quem se trata.',
  reason: 'O que é?',
  note: 'Com suas palavras',
  noteHint: 'Se quiser. Só moderadores leem.',
  cancel: 'Cancelar',
  close: 'Fechar',
  send: 'Enviar a denúncia',
  sending: 'Enviando…',
  sent: 'A denúncia está com os moderadores',
  sentDetail: 'Obrigado. Você também pode bloquear a pessoa: aí nada mais passa entre vocês.',

  sendingReport: 'Enviando a denúncia…',
  notSent: 'A denúncia não foi enviada',
  again: 'Tentar de novo',
  notTold: (name) => `Obrigado. É sobre ${name}, que não fica sabendo.`,
  whatWasIt: 'O que foi?',
  tell: 'Contar aos moderadores',
  told: 'Os moderadores têm o que você disse.',
  takeBack: 'Retirar',
  takingBack: 'Retirando…',
  takenBack: 'A denúncia foi retirada',
  takenBackDetail: 'Ela não conta para nada. Você pode denunciar de novo.',

  block: 'Bloquear',
  unblock: 'Desfazer o bloqueio',
  blocking: 'Bloqueando…',
  blockedNow: (name) => `Você bloqueou ${name}. Nada dela aparece para você, e ninguém de vocês pode escrever ou ligar para o outro.`,
  blockLead: 'Você não verá o que ela escreve, e ninguém de vocês pode ligar para o outro. Ela não é avisada.',
} satisfies Translation<typeof english.words>

export const reasons = {
  minor_safety: 'Perigo para uma criança',
  violence: 'Violência ou ameaças',
  self_harm: 'Automutilação',
  sexual_content: 'Conteúdo sexual indesejado',
  hate: 'Ódio',
  harassment: 'Assédio',
  impersonation: 'Passar-se por outra pessoa',
  spam: 'Spam ou golpe',
  other: 'Outra coisa',
} satisfies Translation<typeof english.reasons>

export const codes = {
  invalid_transition: { title: 'Os moderadores já resolveram', detail: 'Não dá mais para mudar nem retirar.' },
} satisfies Translation<typeof english.codes>
