/** The lines that send an app's first event. They run as they stand; without the secret at hand they take it from the variable SECRET. */

/** `secret` null: it was shown when the key was made, and never after. */
type Sender = { readonly origin: string; readonly key: string; readonly secret: string | null }

const event = { type: 'interaction.hello', actor_id: 'me' } as const

/** One command over four lines: it breaks where a reader would break it. */
export const curlFor = ({ origin, key, secret }: Sender): string =>
  [
    `curl ${origin}/v1/events -H 'Content-Type: application/json'`,
    `-H 'X-Prost-App-Key: ${key}'`,
    secret === null ? '-H "X-Prost-App-Secret: $SECRET"' : `-H 'X-Prost-App-Secret: ${secret}'`,
    `-d '${JSON.stringify(event)}'`,
  ].join(' \\\n  ')

export const scriptFor = ({ origin, key, secret }: Sender): string =>
  [
    `const answer = await fetch('${origin}/v1/events', {`,
    `  method: 'POST',`,
    `  headers: {`,
    `    'Content-Type': 'application/json',`,
    `    'X-Prost-App-Key': '${key}',`,
    `    'X-Prost-App-Secret': ${secret === null ? 'process.env.SECRET' : `'${secret}'`},`,
    `  },`,
    `  body: JSON.stringify({ type: '${event.type}', actor_id: '${event.actor_id}' }),`,
    `})`,
    `console.log(answer.status, await answer.text())`,
  ].join('\n')
