/**
 * Audit notes on their way through the events queue, from Workers that do not write to the kernel. A message is text, two lines:
 * a header, and a JSON array of notes with their app. Only writing is here, without schemas; reading is `audit-message-reading.ts`'s.
 */
import type { AuditNote } from './audit.ts'
import type { AppId } from './ids.ts'

export type AppNote = { readonly app_id: AppId; readonly note: AuditNote }

/** Send it as text. One message takes about a hundred notes (96 KB). */
export const encodeAuditMessage = (notes: readonly AppNote[]): string => `{"v":1,"kind":"audit"}\n${JSON.stringify(notes)}`

/** Whether a queue body says that it is one, of whatever version. */
export const isAuditMessage = (body: unknown): body is string => typeof body === 'string' && /^\{"v":\d+,"kind":"audit"\}\n/.test(body)
