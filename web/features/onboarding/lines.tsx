/** The lines to run, ready to copy. */
import { CodeBlock } from '../../ui/code-block.tsx'
import { curlFor, scriptFor } from './first-lines.ts'
import type { UsableKey } from './key-step.tsx'
import { words } from './words.ts'

export function Lines({ of: { key, secret } }: { readonly of: UsableKey }) {
  const sender = { origin: window.location.origin, key, secret }
  return (
    <>
      <p className="small">{secret === null ? words.sendWithSecret : words.sendLead}</p>
      <CodeBlock caption={words.curl} text={curlFor(sender)} copyLabel={words.copyCurl} />
      <CodeBlock caption={words.script} text={scriptFor(sender)} copyLabel={words.copyScript} />
    </>
  )
}
