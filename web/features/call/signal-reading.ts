/**
 * Reads what the other browser said, which is nothing to trust: null for what is no signal of a call. By hand like all of the shell's reading
 * (`session/reading.ts`); the tests hold it to `contract/call-signal.ts`.
 */
import type { CallCandidate, CallName, CallSends, CallSignal } from '../../../contract/call-signal.ts'
import type { ConnectionId } from '../../../contract/ids.ts'
import { assertNever } from '../../ui/assert-never.ts'
import type { Json } from '../session/reading.ts'
import { flagAt, numberAt, numberOrNullAt, objectAt, objectOrNullAt, reader, textAt, textOrNullAt, wordAt } from '../session/reading.ts'

const kinds = ['hello', 'offer', 'answer', 'candidate', 'bye'] as const satisfies readonly CallSignal['kind'][]

const nameOf = (json: Json): CallName => ({ page: textAt(json, 'page') as ConnectionId, n: numberAt(json, 'n') })

const sendsOf = (json: Json): CallSends => ({
  audio: flagAt(json, 'audio'),
  video: flagAt(json, 'video'),
  turn: numberAt(json, 'turn'),
})

const candidateOf = (json: Json): CallCandidate => ({
  candidate: textAt(json, 'candidate'),
  sdpMid: textOrNullAt(json, 'sdpMid'),
  sdpMLineIndex: numberOrNullAt(json, 'sdpMLineIndex'),
  usernameFragment: textOrNullAt(json, 'usernameFragment'),
})

const signalOf = (json: Json): CallSignal => {
  const kind = wordAt(json, 'kind', kinds)
  const from = { about: wordAt(json, 'about', ['call']), call: nameOf(objectAt(json, 'call')) }
  if (kind === 'hello') {
    const hears = objectOrNullAt(json, 'hears')
    const knows = numberOrNullAt(json, 'knows')
    return { kind, ...from, hears: hears && nameOf(hears), knows, asks: flagAt(json, 'asks'), sends: sendsOf(objectAt(json, 'sends')) }
  }
  const between = { ...from, to: nameOf(objectAt(json, 'to')) }
  switch (kind) {
    case 'offer':
      return { kind, ...between, id: numberAt(json, 'id'), after: numberAt(json, 'after'), sdp: textAt(json, 'sdp') }
    case 'answer':
      return { kind, ...between, of: numberAt(json, 'of'), made: numberAt(json, 'made'), sdp: textAt(json, 'sdp') }
    case 'candidate':
      return { kind, ...between, candidate: candidateOf(objectAt(json, 'candidate')) }
    case 'bye':
      return { kind, ...between, reason: wordAt(json, 'reason', ['hung_up', 'elsewhere']) }
    default:
      return assertNever(kind)
  }
}

const read = reader(signalOf)

/** The bounds of the contract's schema. */
const fits = (signal: CallSignal): boolean => {
  const isCount = (value: number, least = 0): boolean => Number.isInteger(value) && value >= least && value <= 1_000_000
  const isName = ({ page, n }: CallName): boolean => page.length === 36 && isCount(n)
  const isDescription = (sdp: string): boolean => sdp !== '' && sdp.length <= 14_000
  if (!isName(signal.call)) return false
  if (signal.kind === 'hello') return signal.hears === null || isName(signal.hears)
  if (!isName(signal.to)) return false
  switch (signal.kind) {
    case 'offer':
      return isCount(signal.id, 1) && isCount(signal.after) && isDescription(signal.sdp)
    case 'answer':
      return isCount(signal.of, 1) && isCount(signal.made) && isDescription(signal.sdp)
    case 'candidate':
      return signal.candidate.candidate !== '' && signal.candidate.candidate.length <= 1_024
    case 'bye':
      return true
    default:
      return assertNever(signal)
  }
}

export const readSignal = (json: unknown): CallSignal | null => {
  const signal = read(json)
  return signal !== null && fits(signal) ? signal : null
}
