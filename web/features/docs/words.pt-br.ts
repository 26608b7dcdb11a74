/** What the API page says around the API document, in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import { amountOf, fullCount } from '../../ui/format.ts'
import type * as english from './words.en.ts'

export const words = {
  title: 'API',
  loading: 'Carregando…',
  missing: 'O documento da API não veio.',
  missingDetail: 'O Prost não responde, ou respondeu com outra coisa.',
  again: 'Tentar de novo',
  version: (version) => `Versão ${version}, em inglês, como`,
  whoAsks: 'Quem pergunta',
  errorCodes: 'Códigos de erro',
  status: 'Estado',
  code: 'Código',
  meaning: 'Significado',
  tryIt: 'Experimente',
  copyCommand: (id) => `Copiar o comando de ${id}`,
  required: 'obrigatório',
  mayBeMissing: 'pode faltar',
  body: 'Corpo',
  bodyOptional: 'Corpo (opcional)',
  bodyType: 'Tipo do corpo',
  answers: 'Respostas',
  frames: 'Mensagens que o servidor envia',
  errors: 'Erros',
  whoMayCall: 'Quem pode chamar',
  noMatch: 'Nenhuma operação tem todas essas palavras.',
  forOperatorsNote: 'O mesmo para operadores, sob o caminho do app',
  forOperators: 'Para operadores',
  find: 'Procurar uma operação',
  findHint: 'Aperte / para procurar',
  all: (count) => amountOf(count, 'operação', 'operações'),
  found: (found, of) => `${fullCount(found)} de ${amountOf(of, 'operação', 'operações')}`,
  operations: 'Operações',
  anyOf: (count) => `Qualquer um de ${fullCount(count)}`,
  fields: (count) => amountOf(count, 'campo', 'campos'),
  ofName: (name) => `de ${name}`,
} satisfies Translation<typeof english.words>

export const placeWords = { path: 'Caminho', query: 'Consulta', header: 'Cabeçalhos' } satisfies Translation<typeof english.placeWords>
