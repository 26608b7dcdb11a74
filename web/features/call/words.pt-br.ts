/** Todos os textos de uma chamada. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  name: (other) => `Chamada com ${other}`,
  nobodyYet: 'Chamada',
  somebody: 'A outra pessoa',

  entering: 'Entrando…',
  askingDevices: 'O navegador pergunta se esta página pode usar sua câmera e seu microfone.',
  alone: 'Esperando a outra pessoa chegar.',
  heldUp: 'A plataforma não consegue conectar vocês agora. Tentando de novo…',
  preparing: 'Preparando…',
  expecting: (other) => `${other} está aqui e se prepara.`,
  connecting: (other) => `Conectando com ${other}…`,
  reconnecting: 'A conexão caiu. Tentando trazê-la de volta…',
  live: (other) => `Você está em contato com ${other}.`,

  failed: 'Vocês não conseguiram se alcançar',
  failedDetail: 'Uma das duas redes não deixa passar chamadas. Outra rede costuma ajudar.',
  tryAgain: 'Tentar de novo',

  withoutDevices: 'Continuar sem',
  cameraOff: (other) => `A câmera de ${other} está desligada.`,
  silent: (other) => `${other} está sem som`,
  soundOn: 'Ligar o som',

  mute: 'Desligar o microfone',
  unmute: 'Ligar o microfone',
  hide: 'Desligar a câmera',
  show: 'Ligar a câmera',
  devices: 'Câmera e microfone',
  fullScreen: 'Tela cheia',
  leaveFullScreen: 'Sair da tela cheia',
  hangUp: 'Desligar',
  done: 'Pronto',
  camera: 'Câmera',
  microphone: 'Microfone',
  noCamera: 'Não há câmera aqui, ou o navegador não deixa a página usá-la.',
  noMicrophone: 'Não há microfone aqui, ou o navegador não deixa a página usá-lo.',
  unnamed: (number) => `Aparelho ${number}`,

  lasts: 'Duração da chamada',
  self: 'Sua imagem',
  selfOff: 'Câmera desligada',
  moveSelf: 'Sua imagem: pressione para movê-la a outro canto, ou use as setas do teclado',
} satisfies Translation<typeof english.words>

export const troubles = {
  denied: {
    title: 'Esta página não pode usar sua câmera e seu microfone',
    detail:
      'Permita na barra de endereço do navegador e tente de novo. Ou continue sem: você vê e ouve a outra pessoa, que não vê nem ouve você.',
  },
  missing: {
    title: 'Nenhuma câmera e nenhum microfone foram encontrados',
    detail: 'Conecte um aparelho e tente de novo, ou continue sem.',
  },
  in_use: {
    title: 'Não foi possível ligar a câmera e o microfone',
    detail: 'Talvez outro programa os esteja usando. Feche-o e tente de novo, ou continue sem.',
  },
} satisfies Translation<typeof english.troubles>

export const qualities = { good: 'Boa conexão', fair: 'Conexão fraca', poor: 'Conexão ruim' } satisfies Translation<
  typeof english.qualities
>

export const endings = {
  me: { title: 'Você desligou', detail: '' },
  other: { title: 'A outra pessoa desligou', detail: '' },
  elsewhere: { title: 'A chamada continua em outra janela sua', detail: 'Recarregue esta página para trazer a chamada para cá.' },
  session: { title: 'A chamada terminou', detail: '' },
  browser: {
    title: 'Este navegador não consegue fazer esta chamada',
    detail: 'Uma versão atual do Chrome, Edge, Firefox ou Safari consegue, em uma conexão segura.',
  },
} satisfies Translation<typeof english.endings>

export const refusals = {
  other: 'A chamada não foi permitida',
  consent_required: 'É preciso o consentimento vigente das duas pessoas',
  session_ended: 'A chamada terminou',
  banned: 'Sua conta está banida daqui',
  quarantined: 'Sua conta pode fazer pouco até um moderador olhar',
  not_available: 'A outra pessoa não está disponível',
  signed_out: 'Sua sessão terminou',
} satisfies Translation<typeof english.refusals>
