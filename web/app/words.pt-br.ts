/** The texts of the frame in Brazilian Portuguese. */
import type { Translation } from '../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  name: 'Prost',
  description: 'Uma plataforma para apps sociais ao vivo: eles enviam o que acontece, e quem responde por eles vê na hora.',
  skip: 'Ir para o conteúdo',
  main: 'Principal',
  console: 'Console',
  api: 'API',
  thisPage: 'Esta página',
  loading: 'Carregando…',
  apiTitle: 'API · Prost',
  entryTitle: 'Sua conta · Prost',
  notFoundTitle: 'Não encontrada · Prost',
  notFound: 'Não há nada aqui',
  notFoundDetail: 'não é uma página desta plataforma.',
  toStart: 'Ir para o início',
  languageFailed: 'Este idioma não carregou. Tente de novo.',
  kit: 'O kit',
  kitTitle: 'O kit · Prost',
  theme: 'Tema',
  themeSystem: 'Como o sistema',
  themeLight: 'Claro',
  themeDark: 'Escuro',
} satisfies Translation<typeof english.words>
