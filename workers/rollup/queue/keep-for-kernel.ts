/** Queue messages that go into the kernel as they are: audit notes, and words that were flagged. */
import { isAuditMessage } from '../../../contract/audit-message.ts'
import { isFlagMessage } from '../../../contract/flag-message.ts'
import type { RollupBindings } from '../bindings.ts'
import { keepAuditMessage } from './keep-audit.ts'
import type { Kept } from './keep-audit.ts'
import { keepFlagMessage } from './keep-flags.ts'

export const isForKernel = (body: unknown): body is string => isAuditMessage(body) || isFlagMessage(body)

export const keepForKernel = (env: Pick<RollupBindings, 'KERNEL_DB'>, body: string): Promise<Kept> =>
  isFlagMessage(body) ? keepFlagMessage(env, body) : keepAuditMessage(env, body)
