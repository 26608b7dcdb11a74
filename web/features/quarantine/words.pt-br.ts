/** The texts about quarantine in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  title: 'Quarentena',
  lead: 'Eventos que não puderam ser aceitos como foram enviados. Nada se perde: cada um espera aqui com o motivo e pode ser enviado de novo.',
  list: 'Eventos em quarentena',
  refresh: 'Olhar de novo',
  none: 'Não há nada em quarentena',
  noneLead: 'Todos os eventos até agora foram aceitos.',
  more: 'Mostrar anteriores',
  loadingMore: 'Carregando…',
  resubmitted: 'reenviado',
  resubmittedAt: (time) => `Aceito em ${time}.`,
  toEvent: 'Ver o evento',
  id: 'Identificador',
  whole: 'o evento inteiro',
  sent: 'Como foi enviado',
  sentLaidOut: 'Como foi enviado, organizado para leitura',
  copySent: 'Copiar o que foi enviado',
  truncated: 'Só o começo foi guardado: era longo demais.',
  notJson: 'Isto não é JSON.',

  fixLead: 'Ele segue o caminho de qualquer evento. Enviado de novo, uma ou mais vezes, continua sendo um só evento.',
  event: 'O evento',
  eventHint: 'JSON. Sem mudanças, é enviado exatamente como era.',
  badJson: (why) => `Isto não é JSON: ${why}`,
  notObject: 'Um evento é um objeto JSON: { … }.',
  badNumber: 'Ele tem um número grande demais para ser guardado.',
  foundIn: (path, what) => `${path} – ${what}`,
  send: 'Enviar de novo',
  sending: 'Enviando…',
  reset: 'Voltar ao que foi enviado',
  accepted: 'Aceito.',
  acceptedLead: 'Ele aparece entre os eventos em segundos.',
  duplicate: 'Já estava lá.',
  duplicateLead: 'Um evento com este id já foi aceito antes. Ele conta uma vez.',
  overQuota: 'Acima da cota.',
  overQuotaLead: 'O app já usou tudo o que pode enviar. O evento continua em quarentena.',
  again: 'Ele voltou para a quarentena.',
  needsRole: 'Só um administrador pode enviar de novo.',
} satisfies Translation<typeof english.words>

export const codeWords = {
  validation_failed: 'Falta um campo, ou ele não é como precisa ser.',
  event_too_large: 'O evento é maior que 32 KiB.',
  data_too_deep: 'Os dados dele têm níveis demais.',
  number_out_of_range: 'Ele tem um número grande demais para ser guardado.',
  session_id_required: 'Um evento deste tipo precisa de um session_id.',
  session_not_live: 'A sessão dele não está ativa, ou não é conhecida.',
} satisfies Translation<typeof english.codeWords>

export const fieldWords = {
  needed: 'é obrigatório',
  unknown: 'não é um campo de evento',
  text: 'precisa ser um texto',
  object: 'precisa ser um objeto',
  type: 'precisa ser palavras minúsculas unidas por pontos, como interaction.like; no máximo 8 palavras e 120 caracteres',
  time: 'precisa ser um horário como 2026-11-21T12:00:00Z',
  empty: 'não pode ficar vazio',
  long: 'é longo demais',
  unstorable: 'tem um caractere que não pode ser guardado',
} satisfies Translation<typeof english.fieldWords>
