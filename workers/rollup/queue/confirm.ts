/**
 * Tells objects that their facts are safe, so that they let go of them. A confirmation that fails is only logged:
 * the object sends the same facts again, and storing them again changes nothing.
 */
import type { FactHeader } from '../../../contract/facts.ts'
import { errorText, logError } from '../../shared/log.ts'
import type { RollupBindings } from '../bindings.ts'

type Source = Pick<FactHeader, 'app_id' | 'source'>

export const confirmFacts = async (env: RollupBindings, headers: readonly Source[]): Promise<void> => {
  await Promise.all(
    Array.from(
      Map.groupBy(headers.filter(isTelemetry), ({ source }) => source.object),
      ([object, of]) => confirm(env, object, of),
    ),
  )
}

/** Facts of other producers need no confirmation; and no message confirms what another app's object holds. */
const isTelemetry = ({ app_id: appId, source }: Source): boolean => source.object.startsWith(`telemetry/${appId}/`)

const confirm = async (env: RollupBindings, object: string, headers: readonly Source[]): Promise<void> => {
  const seqs = [...new Set(headers.flatMap(({ source }) => source.seqs))]
  try {
    await env.TELEMETRY_SHARD.getByName(object).confirm(seqs)
  } catch (error) {
    logError({ event: 'confirm_failed', object, error: errorText(error) })
  }
}
