import { Component, type ReactNode } from 'react'
import { asFirnError } from '../client/use-answer.ts'
import { ErrorPanel } from '../components/states.tsx'

interface Failed {
  readonly error?: unknown
}

/** Keeps a screen that failed from taking the window along. `onRetry`: before it is tried again. */
export class ErrorBoundary extends Component<
  { readonly children: ReactNode; readonly onRetry?: () => void },
  Failed
> {
  override state: Failed = {}

  static getDerivedStateFromError(error: unknown): Failed {
    return { error }
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children
    const again = () => {
      this.props.onRetry?.()
      this.setState({ error: undefined })
    }
    return <ErrorPanel error={asFirnError(this.state.error)} onRetry={again} />
  }
}
