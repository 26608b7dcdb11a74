/** Who may call an operation, as the document says it: the security requirement and the words. A new kind of access does not compile until both say it. */
import { assertNever } from '../../contract/assert-never.ts'
import type { Access } from '../../contract/operation.ts'

type Requirement = Record<string, string[]>

export const securitySchemes = {
  appKey: { type: 'apiKey', in: 'header', name: 'X-Prost-App-Key', description: 'The public half of a key: `pq_pk_…`.' },
  appSecret: { type: 'apiKey', in: 'header', name: 'X-Prost-App-Secret', description: 'The secret half: `pq_sk_…`. Never in a browser.' },
  basic: { type: 'http', scheme: 'basic', description: 'The same pair as HTTP Basic, `pk:sk`; `pk:` is the public half alone.' },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of a signed-in person: ES256, valid for ten minutes, with its public keys at `/.well-known/jwks.json`.',
  },
  labSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description: 'Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over id, timestamp and body with the secret `whsec_…`.',
  },
  opsToken: { type: 'http', scheme: 'bearer', description: 'The operations token of the deployment.' },
} as const

const publicHalf: Requirement[] = [{ appKey: [] }, { basic: [] }]
const signedIn: Requirement[] = [{ bearer: [] }]

export const securityOf = ({ by }: Access): Requirement[] => {
  switch (by) {
    case 'none':
      return []
    case 'public_key':
      return publicHalf
    case 'secret_key':
      return [{ appKey: [], appSecret: [] }, { basic: [] }]
    case 'realm':
      return [...publicHalf, {}]
    case 'user':
    case 'console':
    case 'operator':
      return signedIn
    case 'lab':
      return [{ labSignature: [] }]
    case 'ops':
      return [{ opsToken: [] }]
    default:
      return assertNever(by)
  }
}

/** One or two sentences. */
export const accessWords = (access: Access): string => {
  switch (access.by) {
    case 'none':
      return 'Open to everyone.'
    case 'public_key':
      return `The public half of a key with the scope \`${access.scope}\` is enough; browsers only from the origins of the app.`
    case 'secret_key':
      return `Needs the secret of a key with the scope \`${access.scope}\`.`
    case 'realm':
      return 'The public half of a key with the scope `identity` says whose people are meant; without a key it is the operators of this platform.'
    case 'user':
      return 'Needs the access token of a signed-in person, of any app.'
    case 'console':
      return 'Needs the access token of a signed-in operator.'
    case 'operator':
      return `Needs the access token of an operator who is ${eitherOf(access.roles)} in the app; for everyone else there is no such app.`
    case 'lab':
      return 'Needs the signature of the channel’s LAB.'
    case 'ops':
      return 'Needs the operations token.'
    default:
      return assertNever(access)
  }
}

const eitherOf = (words: readonly string[]): string => {
  const quoted = words.map((word) => `\`${word}\``)
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}`
}
