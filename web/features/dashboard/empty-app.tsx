/** An app that has sent nothing yet: one command that sends its first event. */
import { CopyButton } from '../../ui/copy-button.tsx'

const body = JSON.stringify({ type: 'hello.world', actor_id: 'me' })

/** One command over four lines: it breaks where a reader would break it. */
const commandFor = (publicKey: string): string =>
  [
    `curl ${window.location.origin}/v1/events -H 'Content-Type: application/json'`,
    `-H 'X-Prost-App-Key: ${publicKey}'`,
    `-H "X-Prost-App-Secret: $SECRET"`,
    `-d '${body}'`,
  ].join(' \\\n  ')

export function EmptyApp({ publicKey }: { readonly publicKey: string }) {
  const command = commandFor(publicKey)
  return (
    <section className="empty" aria-labelledby="empty-title">
      <div className="panel-head">
        <h2 id="empty-title">No events yet</h2>
        <CopyButton text={command} label="Copy the command" />
      </div>
      <p className="small">
        Put the secret key into the variable <code>SECRET</code> and run this. The event shows here by itself.
      </p>
      <pre>
        <code>{command}</code>
      </pre>
    </section>
  )
}
