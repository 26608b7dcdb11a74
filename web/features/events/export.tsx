/** Taking a range of events along as a file. */
import { useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import type { ExportFormat, Filters } from './events-api.ts'
import { exportEvents } from './events-api.ts'
import { words } from './words.ts'

type ExportState =
  | { readonly status: 'idle' | 'done' }
  | { readonly status: 'busy'; readonly format: ExportFormat }
  | { readonly status: 'failed'; readonly failure: ApiFailure }
type Exporting = { readonly state: ExportState; readonly start: (format: ExportFormat) => void }

export function useExport(app: App, filters: Filters): Exporting {
  const [state, setState] = useState<ExportState>({ status: 'idle' })
  const run = async (format: ExportFormat): Promise<void> => {
    if (state.status === 'busy') return
    setState({ status: 'busy', format })
    const answer = await exportEvents(app.id, format, filters)
    if (answer.ok) saveFile(answer.value, `events-${app.id}.${format}`)
    setState(answer.ok ? { status: 'done' } : { status: 'failed', failure: answer.failure })
  }
  return { state, start: (format) => void run(format) }
}

export function ExportButtons({ run: { state, start } }: { readonly run: Exporting }) {
  const isBusy = state.status === 'busy'
  const textOf = (format: ExportFormat, text: string): string => (isBusy && state.format === format ? words.exporting : text)
  return (
    <>
      <Button onClick={() => start('ndjson')} aria-disabled={isBusy}>
        {textOf('ndjson', words.exportNdjson)}
      </Button>
      <Button onClick={() => start('csv')} aria-disabled={isBusy}>
        {textOf('csv', words.exportCsv)}
      </Button>
    </>
  )
}

export function Exported({ state }: { readonly state: ExportState }) {
  return (
    <>
      <output>
        {state.status === 'done' && (
          <Banner tone="good" title={words.exported}>
            <p>{words.exportedRange}</p>
          </Banner>
        )}
      </output>
      <FailureAlert failure={state.status === 'failed' ? state.failure : null} />
    </>
  )
}
