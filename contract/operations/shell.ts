/** What the web shell asks before it shows anything of the platform's. Open to everyone. */
import * as z from 'zod'
import { channelId, publicKey } from '../ids.ts'
import { json } from '../operation.ts'
import type { Operation } from '../operation.ts'

export const shellSetup = z.object({
  channel_id: channelId.nullable().describe('The channel of the first page; null while there is none.'),
  app_key: publicKey.nullable().describe('The public key of the app whose people the pages are for; null: there are no pages for people.'),
})
export type ShellSetup = z.infer<typeof shellSetup>

export const getShell = {
  operationId: 'getShell',
  method: 'get',
  path: '/v1/shell',
  summary: 'What the web shell of this deployment shows',
  description: 'May be kept for a minute.',
  tag: 'Platform',
  access: { by: 'none' },
  unlimited: true,
  door: 'gateway',
  answers: {
    200: {
      description: 'The setup.',
      content: json(shellSetup, { channel_id: '01936b6e-7c00-7000-8000-00000000c4a1', app_key: `pq_pk_${'0'.repeat(32)}` }),
    },
  },
  errors: [],
} as const satisfies Operation

export const shellOperations: readonly Operation[] = [getShell]
