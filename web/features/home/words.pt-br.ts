/** The texts of the first page in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  name: 'Prost',
  opening: 'Sintonizando…',
  noAnswer: 'Conexão perdida. Tentando de novo…',
  soon: 'O canal começa aqui em breve.',
  lead: 'Uma plataforma para apps sociais ao vivo: eles enviam o que acontece, e quem responde por eles vê na hora, em números que se podem provar.',
  open: 'Abrir as métricas ao vivo',
  register: 'Criar uma conta',
  api: 'Ler a API',
  postEvents: 'Um recibo para cada evento. Contado uma vez, não importa quantas vezes seja enviado.',
  getMetrics: 'Quem está aqui e o que faz, com a idade de cada resposta.',
  verify: 'Cada número guardado, refeito a partir dos eventos originais quando você pedir.',
} satisfies Translation<typeof english.words>
