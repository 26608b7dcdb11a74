/** Taking the chain along: a file in the browser's downloads that anyone can verify. */
import { useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import type { Filters } from './audit-api.ts'
import { exportChain } from './audit-api.ts'
import { words } from './words.ts'

type ExportState = { readonly status: 'idle' | 'busy' | 'done' } | { readonly status: 'failed'; readonly failure: ApiFailure }
type Exporting = { readonly state: ExportState; readonly start: () => void }

export function useExport(app: App, filters: Filters): Exporting {
  const [state, setState] = useState<ExportState>({ status: 'idle' })
  const run = async (): Promise<void> => {
    if (state.status === 'busy') return
    setState({ status: 'busy' })
    const answer = await exportChain(app.id, filters)
    if (answer.ok) saveFile(answer.value, `audit-${app.id}.ndjson`)
    setState(answer.ok ? { status: 'done' } : { status: 'failed', failure: answer.failure })
  }
  return { state, start: () => void run() }
}

export function ExportButton({ run: { state, start } }: { readonly run: Exporting }) {
  return (
    <Button onClick={start} aria-disabled={state.status === 'busy'}>
      {state.status === 'busy' ? words.exporting : words.export}
    </Button>
  )
}

export function Exported({ state }: { readonly state: ExportState }) {
  return (
    <>
      <output>
        {state.status === 'done' && (
          <Banner tone="good" title={words.exported}>
            <p>
              <code>{words.exportedCommand}</code>
            </p>
          </Banner>
        )}
      </output>
      <FailureAlert failure={state.status === 'failed' ? state.failure : null} />
    </>
  )
}
