/** The last net under a page or a part of it: what failed to load or to draw becomes a sentence and a way on, never a blank page. */
import type { ReactNode } from 'react'
import { Component } from 'react'
import { Banner } from './banner.tsx'
import { Button } from './button.tsx'
import { words } from './words.ts'

/** `page`: it holds a whole page, whose heading is then what happened. */
type Props = { readonly what: string; readonly page?: boolean; readonly children: ReactNode }
type State = { readonly failed: boolean }

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  wayOn(): ReactNode {
    return (
      <>
        <p>{words.notShownDetail}</p>
        <div>
          <Button onClick={() => window.location.reload()}>{words.loadAgain}</Button>
        </div>
      </>
    )
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return this.props.page === true ? (
      <div className="narrow">
        <h1>{words.notShown(this.props.what)}</h1>
        {this.wayOn()}
      </div>
    ) : (
      <Banner tone="error" title={words.notShown(this.props.what)}>
        {this.wayOn()}
      </Banner>
    )
  }
}
