/** The texts about identity providers in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  title: 'Provedores de login',
  lead: 'Com que contas as pessoas do app podem entrar: qualquer provedor de OpenID Connect, como o Google ou o seu próprio.',
  add: 'Adicionar provedor',
  addTitle: 'Um novo provedor',
  editTitle: (name) => `Alterar “${name}”`,
  none: 'Nenhum provedor ainda',
  noneLead: 'Sem um, as pessoas entram com senha ou chave de acesso.',

  name: 'Nome',
  nameHint: 'Aparece nos endereços, como “google”. Não muda depois.',
  badName: 'Letras minúsculas, números, “-” e “_”; no máximo 32.',
  taken: 'Já existe um com este nome: altere aquele.',
  redirect: 'Endereço de retorno',
  redirectHint: 'Cadastre-o no provedor, letra por letra.',
  redirectLater: 'Aparece quando houver um nome.',
  copyRedirect: 'Copiar o endereço de retorno',
  issuer: 'Emissor',
  issuerHint: 'Como o provedor o escreve, por exemplo https://accounts.google.com. O documento de descoberta dele é lido na hora.',
  badIssuer: 'Um endereço com https, sem “?” nem “#”.',
  unusable: 'Este emissor não serve: o documento de descoberta não pôde ser lido, ou o endereço não é público.',
  clientId: 'ID do cliente',
  secret: 'Segredo do cliente',
  secretNew: 'Fica guardado em sigilo e nunca mais aparece. Vazio para um cliente público.',
  secretKeep: 'Vazio mantém o atual, enquanto emissor e cliente forem os mesmos.',
  secretDrop: 'Segredo em uso',
  secretDropLabel: 'Remover',
  secretDropHint: 'O app passa a ser um cliente público deste provedor.',
  secretBoth: 'Ou um segredo novo, ou nenhum.',
  scopes: 'Escopos',
  scopesHint: 'O que é pedido, separado por espaços; “openid” é um deles.',
  badScopes: 'Com “openid” entre eles.',
  needed: 'Obrigatório.',
  save: 'Salvar o provedor',
  saving: 'Lendo o emissor…',
  cancel: 'Cancelar',
  saved: (name) => `“${name}” foi salvo. Já está valendo.`,

  client: (id) => `cliente ${id}`,
  withSecret: 'com segredo',
  publicClient: 'cliente público',
  changed: (day) => `alterado em ${day}`,
  edit: 'Alterar',
  editLabel: (name) => `Alterar o provedor ${name}`,
  remove: 'Remover',
  removeLabel: (name) => `Remover o provedor ${name}`,
  removeTitle: (name) => `Remover “${name}”?`,
  removeLead: 'Ninguém mais entra com ele. As contas continuam, e voltam a abrir quando ele voltar com o mesmo nome e emissor.',
  removeSend: (name) => `Remover “${name}”`,
  removed: (name) => `“${name}” foi removido.`,
} satisfies Translation<typeof english.words>

export const providerCodes = {
  too_many: { title: 'O app já tem o máximo de provedores.', detail: 'Remova um que ninguém usa.' },
} satisfies Translation<typeof english.providerCodes>
