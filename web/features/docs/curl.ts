/** A call that works, as a command to copy. Credentials are shell variables: nothing secret is ever in it. */
import type { Content, Operation } from './api-document.ts'

/** The variable that stands for each credential. */
const credentials: Readonly<Record<string, string>> = {
  appKey: `-H "X-Prost-App-Key: $KEY"`,
  appSecret: `-H "X-Prost-App-Secret: $SECRET"`,
  basic: `-u "$KEY:$SECRET"`,
  bearer: `-H "Authorization: Bearer $TOKEN"`,
  opsToken: `-H "Authorization: Bearer $OPS_TOKEN"`,
}

const quoted = (text: string): string => `'${text.replaceAll(`'`, `'\\''`)}'`

export const exampleText = (example: unknown): string => (typeof example === 'string' ? example : JSON.stringify(example, null, 2))

/** The address of the example: its path parameters and the query it shows. */
const addressOf = ({ path, parameters }: Operation): string => {
  const given = parameters.filter(({ example }) => example !== undefined)
  const filled = path.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const found = given.find((parameter) => parameter.place === 'path' && parameter.name === name)
    return found === undefined ? whole : encodeURIComponent(String(found.example))
  })
  const query = new URLSearchParams(given.filter(({ place }) => place === 'query').map(({ name, example }) => [name, String(example)]))
  return query.size === 0 ? filled : `${filled}?${query}`
}

/** Opening a socket is not for curl. */
const socketLine = (operation: Operation, origin: string): string =>
  `new WebSocket(\n  '${origin.replace(/^http/, 'ws')}${operation.path}',\n  ['prost.v1', \`key.\${publicKey}\`],\n)`

export const commandOf = (operation: Operation, body: Content | null, origin: string): string => {
  if (operation.answers.some(({ status }) => status === '101')) return socketLine(operation, origin)
  const implied = body === null ? 'GET' : 'POST'
  const method = operation.method === implied ? '' : `-X ${operation.method} `
  return [
    `curl ${method}${quoted(`${origin}${addressOf(operation)}`)}`,
    ...operation.schemes.map((name) => credentials[name] ?? '').filter((line) => line !== ''),
    ...(body === null ? [] : [`-H ${quoted(`Content-Type: ${body.type}`)}`, `${dataFlag(body)} ${quoted(exampleText(body.example))}`]),
  ].join(' \\\n  ')
}

/** `-d` takes line ends out of a text. */
const dataFlag = ({ example }: Content): string => (typeof example === 'string' ? '--data-binary' : '-d')
