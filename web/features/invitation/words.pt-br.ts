/** Todos os textos dos convites para uma chamada privada. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  part: 'Convites',
  ask: 'Convidar para uma chamada privada',
  asking: 'Convidando…',
  askLead: 'Uma chamada só de vocês dois. Começa quando a outra pessoa aceita.',

  incoming: (name) => `${name} convida você para uma chamada privada`,
  share:
    'Se você aceitar, vocês dois vão para uma sala só de vocês e se veem e se ouvem, por câmera e microfone. Você pode desligar qualquer um a qualquer momento.',
  nobodyElse: 'Ninguém mais pode entrar. A plataforma não grava imagem nem som.',
  takeBackLead: 'Você pode retirar seu consentimento a qualquer momento. A chamada então termina na hora.',
  left: (seconds) => `${seconds} s para responder`,
  accept: 'Aceitar',
  decline: 'Recusar',
  later: 'Responder depois',
  answer: 'Responder',

  waiting: (name) => `Esperando ${name} responder`,
  cancel: 'Cancelar',

  denied: (name) => `${name} disse não.`,
  noAnswer: (name) => `${name} não respondeu.`,
  understood: 'Fechar',

  standing: (name) => `Você e ${name} concordaram com uma chamada privada.`,
  enter: 'Ir para a chamada',
  inCall: (name) => `Esta chamada se apoia no seu consentimento e no de ${name}.`,
  takeBack: 'Retirar',
} satisfies Translation<typeof english.words>

export const codes = {
  not_available: { title: 'Não é possível convidar esta pessoa', detail: 'Ela não está disponível para uma chamada privada com você.' },
  rate_limited: { title: 'Você convidou muitas vezes', detail: 'Espere um pouco e convide de novo.' },
  invalid_transition: { title: 'Já foi respondido', detail: 'O convite não vale mais.' },
  consent_required: { title: 'Não vale mais', detail: 'Uma das pessoas o retirou, ou ele expirou.' },
  quarantined: { title: 'Sua conta pode fazer pouco até um moderador olhar', detail: null },
} satisfies Translation<typeof english.codes>
