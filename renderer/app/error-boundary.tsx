import { Component, type ReactNode } from 'react'
import { asFirnError } from '../client/use-answer.ts'
import { ErrorPanel } from '../components/states.tsx'

/** Keeps a screen that failed from taking the window along. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {}

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error }
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children
    return (
      <ErrorPanel error={asFirnError(this.state.error)} onRetry={() => this.setState({ error: undefined })} />
    )
  }
}
