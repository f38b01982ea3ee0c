import { ChevronDown } from 'lucide-react'
import { logKinds } from '../../../shared/model/log-kinds.ts'
import { Button } from '../../components/button.tsx'
import { Menu } from '../../components/menu.tsx'
import { patternTitle } from './formats.ts'

/** What a log is split by: what was recognised, one of the known patterns, or one of their own. */
export function PatternMenu({
  pattern,
  recognised,
  onRecognise,
  onPattern,
  onOwn,
}: {
  /** Name of the pattern in use. */
  pattern: string
  /** It was found by the program and not chosen. */
  recognised: boolean
  onRecognise: () => void
  onPattern: (pattern: string) => void
  onOwn: () => void
}) {
  const title = patternTitle(pattern)
  return (
    <Menu
      label="Patterns"
      list={[
        {
          id: 'recognised',
          title: 'Recognised automatically',
          checked: recognised,
          ...(recognised ? { note: title } : {}),
          run: onRecognise,
        },
        {
          id: 'custom',
          title: 'Your own pattern…',
          checked: !recognised && !logKinds.some(({ name }) => name === pattern),
          run: onOwn,
        },
        { kind: 'line', id: 'known' },
        ...logKinds.map((kind) => ({
          id: kind.name,
          title: kind.title,
          example: kind.example,
          checked: !recognised && kind.name === pattern,
          run: () => onPattern(kind.name),
        })),
      ]}
      trigger={
        <Button title={recognised ? 'recognised automatically' : 'chosen'}>
          Pattern: {title} <ChevronDown size={12} aria-hidden="true" />
        </Button>
      }
    />
  )
}
