/** Handing a request over to another Worker of ours, as it came. 503 when it can not be reached: nothing was promised. */
import type { Failure } from '../../contract/errors.ts'
import { newId } from '../../contract/ids.ts'
import { errorText, logError } from '../shared/log.ts'
import { problemResponse } from '../shared/problem.ts'

export type Door = { readonly name: 'ingest' | 'sync' | 'realtime'; readonly unreachable: Failure }

export const handOver = async (request: Request, to: Pick<Fetcher, 'fetch'>, { name, unreachable }: Door): Promise<Response> => {
  try {
    return await to.fetch(request)
  } catch (cause) {
    const requestId = newId()
    logError({ event: 'door_unavailable', request_id: requestId, door: name, error: errorText(cause) })
    const answer = problemResponse(requestId, unreachable)
    answer.headers.set('X-Request-Id', requestId)
    return answer
  }
}

export const upper = <M extends string>(method: M): Uppercase<M> => method.toUpperCase() as Uppercase<M>
