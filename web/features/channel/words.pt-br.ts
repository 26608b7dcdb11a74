/** The texts of the channel's page in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import { amountOf } from '../../ui/format.ts'
import type * as english from './words.en.ts'

export const words = {
  title: (headline: string, name: string) => `${headline} · ${name}`,
  opening: 'Sintonizando…',
  platform: 'Prost',
  noAnswer: 'Conexão perdida. Tentando de novo…',
  gone: 'Este canal terminou',
  goneDetail: 'Nada mais será exibido aqui.',
  next: 'A seguir',
  nothingNext: 'Nada anunciado ainda.',
  zone: (zone: string) => `Horários de ${zone}`,
  until: (time: string) => `até ${time}`,
  progress: 'Quanto já passou',
  watching: (count: number) => `${amountOf(count, 'pessoa', 'pessoas')} assistindo`,
  signIn: 'Entrar',
  register: 'Criar uma conta',
  waysLead: 'Conheça quem também está aqui.',
} satisfies Translation<typeof english.words>

export const airing = {
  on_air: { chip: 'Ao vivo', line: 'Ao vivo agora', detail: '' },
  degraded: {
    chip: 'Ao vivo',
    line: 'Ao vivo agora',
    detail: 'O estúdio relata problemas: a imagem pode estar menos nítida que o normal.',
  },
  slate: { chip: 'Já voltamos', line: 'Já voltamos', detail: 'A imagem do estúdio parou. Ela volta aqui sozinha.' },
  off_air: { chip: 'Fora do ar', line: 'Fora do ar', detail: 'O estúdio está fechado por enquanto. A transmissão recomeça aqui sozinha.' },
  unknown: {
    chip: 'Sem sinal',
    line: 'Não temos notícias do estúdio',
    detail: 'Assim que tivermos, a imagem volta aqui sozinha.',
  },
  heard: (age: string) => `Última notícia há ${age}.`,
  never: 'Ainda não houve notícia dele.',
  since: (time: string) => `Desde ${time}.`,
  lost: 'Conexão perdida, tentando de novo. O que está escrito aqui pode estar desatualizado.',
} satisfies Translation<typeof english.airing>

export const player = {
  name: (channel: string) => `Player de ${channel}`,
  loading: 'Carregando a imagem…',
  waiting: 'Esperando a imagem…',
  reconnecting: 'A imagem parou. Tentando de novo…',
  offline: 'Você está sem conexão. A transmissão continua quando ela voltar.',
  unsupported: 'Este navegador não consegue reproduzir este vídeo',
  unsupportedDetail: 'Uma versão atual do Chrome, Edge, Firefox ou Safari consegue.',
  play: 'Reproduzir',
  pause: 'Pausar',
  soundOn: 'Ligar o som',
  mute: 'Desligar o som',
  unmute: 'Ligar o som',
  volume: 'Volume',
  toLive: 'Ir para o vivo',
  behind: (age: string) => `${age} atrás`,
  captions: 'Legendas',
  settings: 'Configurações',
  quality: 'Qualidade',
  auto: 'Automática',
  autoNow: (now: string) => `Automática (${now})`,
  keys: 'Teclado',
  keysOn: 'Teclas simples controlam o player',
  pictureInPicture: 'Janela flutuante',
  fullScreen: 'Tela cheia',
  leaveFullScreen: 'Sair da tela cheia',
} satisfies Translation<typeof english.player>

export const keyWords = {
  toggle: ['Espaço, K', 'reproduzir ou pausar'],
  mute: ['M', 'ligar ou desligar o som'],
  full_screen: ['F', 'tela cheia'],
  captions: ['C', 'legendas'],
  live: ['L', 'ir para o vivo'],
  seek: ['← →', '10 segundos para trás ou para a frente'],
  volume: ['↑ ↓', 'volume, no player'],
} satisfies Translation<typeof english.keyWords>
