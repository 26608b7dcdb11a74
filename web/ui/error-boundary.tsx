/** The last net under a page or a part of it: what failed to load or to draw becomes a sentence and a way on, never a blank page. */
import type { ReactNode } from 'react'
import { Component } from 'react'
import { Banner } from './banner.tsx'
import { Button } from './button.tsx'

type Props = { readonly what: string; readonly children: ReactNode }
type State = { readonly failed: boolean }

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <Banner tone="error" title={`${this.props.what} could not be shown.`}>
        <p>A part of it did not load, or met something it does not know. Loading the page again often helps.</p>
        <Button onClick={() => window.location.reload()}>Load again</Button>
      </Banner>
    )
  }
}
