import { Component, type ReactNode } from 'react'
import type { FirnError } from '../../shared/contract/errors.ts'
import { asFirnError } from '../client/use-answer.ts'
import { ErrorPanel } from '../components/states.tsx'

interface Failed {
  readonly error?: unknown
}

interface Guarded {
  readonly children: ReactNode
  /** Before it is tried again. */
  readonly onRetry?: () => void
  /** What stands there when it cannot be drawn; else the error, and a button that tries again. */
  readonly renderInstead?: (error: FirnError) => ReactNode
}

/** Keeps what failed from taking along what is around it. */
export class ErrorBoundary extends Component<Guarded, Failed> {
  override state: Failed = {}

  static getDerivedStateFromError(error: unknown): Failed {
    return { error }
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children
    const error = asFirnError(this.state.error)
    if (this.props.renderInstead !== undefined) return this.props.renderInstead(error)
    const again = () => {
      this.props.onRetry?.()
      this.setState({ error: undefined })
    }
    return <ErrorPanel error={error} onRetry={again} />
  }
}
