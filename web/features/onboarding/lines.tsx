/** The lines to run, ready to copy. */
import { CopyButton } from '../../ui/copy-button.tsx'
import { curlFor, scriptFor } from './first-lines.ts'
import type { UsableKey } from './key-step.tsx'
import { words } from './words.ts'

export function Lines({ of: { key, secret } }: { readonly of: UsableKey }) {
  const sender = { origin: window.location.origin, key, secret }
  return (
    <>
      <p className="small">{secret === null ? words.sendWithSecret : words.sendLead}</p>
      <Block title={words.curl} text={curlFor(sender)} copy={words.copyCurl} />
      <Block title={words.script} text={scriptFor(sender)} copy={words.copyScript} />
    </>
  )
}

function Block({ title, text, copy }: { readonly title: string; readonly text: string; readonly copy: string }) {
  return (
    <div className="onboarding-block">
      <div className="panel-head">
        <h4>{title}</h4>
        <CopyButton text={text} label={copy} />
      </div>
      <pre>
        <code>{text}</code>
      </pre>
    </div>
  )
}
