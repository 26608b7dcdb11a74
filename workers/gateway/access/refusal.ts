/**
 * The gateway of a misconfigured platform serves nobody: one per isolate, asked before every request and every cron. What is wrong goes
 * to the log, once and by name; callers hear only that the platform refuses. Why, and how it is decided: docs/decisions/0009.
 */
import { configurationFaults } from '../../../domain/configuration/configuration-faults.ts'
import type { Configuration } from '../../../domain/configuration/configuration-faults.ts'
import { traceFaults } from '../../../domain/configuration/development-traces.ts'
import { FreshMap } from '../../../domain/identity/fresh-map.ts'
import { newId } from '../../../contract/ids.ts'
import type { Failure } from '../../../contract/errors.ts'
import { developmentTraces } from '../../../storage/kernel/development-traces.ts'
import { logError } from '../../shared/log.ts'
import { problemResponse } from '../../shared/problem.ts'
import { isDevelopment } from '../../shared/settings.ts'

type RefusalEnv = Configuration & { readonly KERNEL_DB: D1Database }

const refused: Failure = {
  code: 'misconfigured',
  detail: 'The platform is not set up. Whoever runs it finds the reasons in its log.',
  retryAfterSeconds: 60,
}

export class Refusal {
  /** Once nothing was found wrong nothing is asked again: what it looks for is not made by a running platform. */
  #mayServe = false
  #logged = false
  readonly #kernel = new FreshMap<'kernel', readonly string[]>(1)
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Null when the platform may serve. */
  async answer(env: RefusalEnv): Promise<Response | null> {
    if (this.#mayServe || (await this.faults(env)).length === 0) return null
    const requestId = newId()
    const answer = problemResponse(requestId, refused)
    answer.headers.set('X-Request-Id', requestId)
    return answer
  }

  async faults(env: RefusalEnv): Promise<readonly string[]> {
    if (this.#mayServe) return []
    const found = await this.#look(env)
    if (found === null) return []
    this.#mayServe = found.length === 0
    if (!this.#mayServe && !this.#logged) logError({ event: 'misconfigured', faults: found })
    this.#logged ||= !this.#mayServe
    return found
  }

  /** Null while the kernel does not answer: nobody can sign in then, so asking again with the next request loses nothing. */
  async #look(env: RefusalEnv): Promise<readonly string[] | null> {
    const faults = configurationFaults(env)
    if (faults.length > 0 || isDevelopment(env)) return faults
    try {
      return await this.#kernel.get('kernel', async () => traceFaults(await developmentTraces(env.KERNEL_DB)), this.#now)
    } catch {
      return null
    }
  }
}
