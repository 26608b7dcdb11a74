/** `/docs`: the API document for people. Reads `/v1/openapi.json` of the deployment it is served by, so it can not say anything else. */
import './docs.css'
import { useEffect, useState } from 'react'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import type { ApiDocument } from './api-document.ts'
import { loadDocument } from './load-document.ts'
import { Reference } from './reference.tsx'
import { words } from './words.ts'

type Stage = { readonly status: 'loading' } | { readonly status: 'failed' } | { readonly status: 'ready'; readonly document: ApiDocument }

export function DocsPage() {
  const [stage, setStage] = useState<Stage>({ status: 'loading' })
  const loading = stage.status === 'loading'

  useEffect(() => {
    if (!loading) return undefined
    const mine = new AbortController()
    const load = async (): Promise<void> => {
      const document = await loadDocument(mine.signal)
      if (mine.signal.aborted) return
      setStage(document === null ? { status: 'failed' } : { status: 'ready', document })
    }
    void load()
    return () => mine.abort()
  }, [loading])

  if (stage.status === 'loading') return <p className="quiet">{words.loading}</p>
  if (stage.status === 'ready') return <Reference document={stage.document} />
  return (
    <div className="narrow" role="alert">
      <h1>{words.title}</h1>
      <Banner tone="error" title={words.missing}>
        <p>{words.missingDetail}</p>
        <Button onClick={() => setStage({ status: 'loading' })}>{words.again}</Button>
      </Banner>
    </div>
  )
}
