/** The texts about keys in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  title: 'Chaves',
  lead: 'Com uma chave, o servidor do app ou as páginas dele falam pelo app.',
  newKey: 'Nova chave',
  newKeyTitle: 'Uma nova chave',
  name: 'Nome',
  nameHint: 'Onde ela será usada, como “servidor” ou “página web”.',
  scopes: 'O que ela pode fazer',
  scopesNeeded: 'Pelo menos uma opção.',
  needed: 'Obrigatório.',
  create: 'Criar a chave',
  creating: 'Criando…',
  cancel: 'Cancelar',
  none: 'Nenhuma chave ainda',
  noneLead: 'Sem uma chave nada pode ser enviado por este app.',

  publicKey: 'Chave pública',
  secret: 'Chave secreta',
  copyPublic: 'Copiar a chave pública',
  copySecret: 'Copiar a chave secreta',
  secretTitle: (name) => `O segredo de “${name}”`,
  secretOnce: 'Ele só aparece desta vez. Guardamos apenas o hash: coloque-o agora onde o seu servidor o encontra.',
  overlapUntil: (time) => `O segredo anterior funciona até ${time}.`,
  overlapNone: 'O segredo anterior não funciona mais.',
  kept: 'Já guardei',
  keptFirst: 'Guarde primeiro: ele não pode ser mostrado de novo. Depois aperte “Já guardei”.',

  rotate: 'Trocar o segredo',
  rotateLabel: (name) => `Trocar o segredo da chave ${name}`,
  rotateTitle: (name) => `Um novo segredo para “${name}”`,
  rotateLead:
    'A chave pública continua a mesma. Escolha por quanto tempo o segredo em uso ainda vale, para que seus servidores possam trocar.',
  overlap: 'O segredo em uso termina',
  rotateSend: 'Criar o novo segredo',
  rotating: 'Trocando…',

  revoke: 'Revogar',
  revokeLabel: (name) => `Revogar a chave ${name}`,
  revokeTitle: (name) => `Revogar “${name}”?`,
  revokeLead: 'Quem a usa é recusado em todo lugar em até cinco segundos, e os sockets abertos dela são fechados. Não dá para desfazer.',
  revokeSend: (name) => `Revogar “${name}”`,
  revoked: (name) => `“${name}” foi revogada.`,

  isRevoked: 'revogada',
  made: (day) => `criada em ${day}`,
  rotatedOn: (day) => `segredo trocado em ${day}`,
  revokedOn: (time) => `revogada em ${time}`,
  twoSecrets: (time) => `O segredo anterior à última troca funciona até ${time}.`,
  more: 'Mostrar mais',
} satisfies Translation<typeof english.words>

export const overlapWords = {
  '86400': { label: 'em 24 horas', hint: '' },
  '28800': { label: 'em 8 horas', hint: '' },
  '3600': { label: 'em 1 hora', hint: '' },
  '0': { label: 'agora mesmo', hint: 'Para um segredo que vazou: quem ainda o usa é recusado em até cinco segundos.' },
} satisfies Translation<typeof english.overlapWords>

export const scopeWords = {
  telemetry: { label: 'Telemetria', hint: 'Enviar eventos, ler eventos e métricas.' },
  identity: { label: 'Identidade', hint: 'Cadastrar as pessoas do app, deixá-las entrar e administrá-las.' },
  audit: { label: 'Auditoria', hint: 'Ler e verificar a cadeia de auditoria, provar as métricas.' },
  realtime: { label: 'Tempo real', hint: 'Sessões, salas e chamadas.' },
  billing: { label: 'Cobrança', hint: 'Planos, pagamentos e uso.' },
  agents: { label: 'Agentes', hint: 'Agentes supervisionados e as propostas deles.' },
} satisfies Translation<typeof english.scopeWords>

export const keyCodes = {
  too_many: { title: 'O app já tem o máximo de chaves ativas.', detail: 'Revogue uma que ninguém usa.' },
} satisfies Translation<typeof english.keyCodes>
