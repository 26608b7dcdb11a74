/** The texts of the board in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import { amountOf, fullCount } from '../../ui/format.ts'
import type * as english from './words.en.ts'

export const words = {
  title: 'Métricas ao vivo',
  streamed: (zone) => `Os números chegam conforme mudam, enquanto esta aba está visível. Horários em ${zone}.`,
  polled: (zone) => `Consultados a cada 3 s enquanto esta aba está visível. Horários em ${zone}.`,
  asOf: 'de',
  ago: (age) => `há ${age}`,
  stale: 'Estes valores estão parados.',
  staleDetail: (age) => `O Prost responde, mas os números não mudam há ${age}. O que foi aceito desde então está guardado e será contado.`,
  lastValues: (age) => `Você vê os últimos valores, de ${age} atrás. Tentamos de novo automaticamente.`,
  users: 'Usuários',
  activity: 'Atividade',
  chart: (metric, interval, span) => `${seriesWords[metric].title} por ${intervalWords[interval].one}, ${spanWords[span]}`,
  chartLabel: (title, summary) => `${title}. Resumo: ${summary}.`,
  chartWhat: 'O gráfico',
  chartTrouble: (why) => `O gráfico não foi atualizado. ${why}`,
  what: 'O quê',
  span: 'Período',
  interval: 'Por',
  zoomIn: 'Ampliar',
  zoomOut: 'Reduzir',
  earlier: 'Antes',
  later: 'Depois',
  wholeSpan: 'Mostrar tudo',
  zoomTools: 'O que o gráfico mostra',
  zoomed: (from, to) => `${from} até ${to}`,
  dragHint: 'Arraste sobre o gráfico para ampliar.',
  csv: 'CSV',
  csvLabel: 'Baixar o que aparece como CSV',
  utcDays: 'Os dias começam à meia-noite UTC.',
  asTable: 'Como tabela',
  tableLabel: (title) => `${title}, como tabela`,
  soFar: ' até agora',
  loading: 'Carregando',
  noBucket: 'Nada terminou ainda',
  summary: (peak, at, mean) => `Pico de ${peak} em ${at}, média ${mean}`,
  notOver: (bucket, amount) => `${bucket} não terminou: ${amount} até agora`,
  features: 'Usuários por recurso',
  featuresNow: 'em uma sessão ao vivo agora',
  noFeature: 'Ninguém com sessão ao vivo está em um recurso.',

  measures: 'Medidas próprias',
  measureNone: 'ainda nada',
  measureSpread: (p95, events) => `mediana; p95 ${p95}, ${amountOf(events, 'evento', 'eventos')}`,
  measureOf: (events) => `de ${fullCount(events)}`,
  measureRate: (events) => `por minuto, ${amountOf(events, 'evento', 'eventos')}`,

  health: 'Saúde da plataforma',
  trend: (percent) => `${percent} vs. dia anterior`,
  trendSame: 'igual ao dia anterior',
  trendNone: 'nenhum no dia anterior',
  trendAdded: (count) => `${count} em 24 h`,
} satisfies Translation<typeof english.words>

export const freshnessWords = {
  live: 'Ao vivo',
  refreshing: 'Atualizando',
  stale: 'Parado',
  failing: 'Sem atualização',
} satisfies Translation<typeof english.freshnessWords>

export const metricWords = {
  online_now: 'Online agora',
  active_users_1h: 'Ativos, 1 h',
  active_users_24h: 'Ativos, 24 h',
  total_users: 'Usuários, total',
  events_per_minute: 'Eventos por minuto',
  active_sessions: 'Sessões agora',
  total_sessions: 'Sessões, total',
  events_24h: 'Eventos, 24 h',
  total_events: 'Eventos, total',
  interactions_24h: 'Interações, 24 h',
  total_interactions: 'Interações, total',
} satisfies Translation<typeof english.metricWords>

export const seriesWords = {
  events: { title: 'Eventos', amount: (value) => amountOf(value, 'evento', 'eventos') },
  interactions: { title: 'Interações', amount: (value) => amountOf(value, 'interação', 'interações') },
  sessions: { title: 'Sessões iniciadas', amount: (value) => amountOf(value, 'sessão', 'sessões') },
  new_users: { title: 'Novos usuários', amount: (value) => amountOf(value, 'novo usuário', 'novos usuários') },
} satisfies Translation<typeof english.seriesWords>

export const intervalWords = {
  minute: { one: 'minuto', name: 'Minuto' },
  hour: { one: 'hora', name: 'Hora' },
  day: { one: 'dia', name: 'Dia' },
} satisfies Translation<typeof english.intervalWords>

export const spanWords = {
  '1h': 'última hora',
  '24h': 'últimas 24 horas',
  '7d': 'últimos 7 dias',
  '30d': 'últimos 30 dias',
} satisfies Translation<typeof english.spanWords>

export const spanChoices = { '1h': '1 hora', '24h': '24 horas', '7d': '7 dias', '30d': '30 dias' } satisfies Translation<
  typeof english.spanChoices
>
