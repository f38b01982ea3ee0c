import { useState } from 'react'
import { isDesktop } from '../../client/host.ts'
import { Button } from '../../components/button.tsx'
import { TextInput } from '../../components/field.tsx'
import { SmallTable } from '../../components/small-table.tsx'
import { speak } from '../../components/toast/announcements.ts'
import type { Command } from '../../workbench/feature.ts'
import { useAllCommands } from '../../workbench/keys/commands-context.tsx'
import { type KeyProblem, keyProblem } from '../../workbench/keys/key-choice.ts'
import { shownKey } from '../../workbench/keys/keys.ts'
import { chooseKeys, resetKeys, usePreferences } from '../../workbench/preferences.ts'
import { KeyButton } from './key-button.tsx'

/** Every command with its key, to be changed by pressing another one. */
export function KeysSection() {
  const { commands, usual } = useAllCommands()
  const chosen = usePreferences((state) => state.keys)
  const [search, setSearch] = useState('')
  const [asked, setAsked] = useState<{ readonly id: string; readonly key: string; problem: KeyProblem }>()
  const words = search.trim().toLowerCase()
  const found = commands.filter(
    ({ title, key }) =>
      title.toLowerCase().includes(words) ||
      (key !== undefined && [key, shownKey(key)].some((text) => text.toLowerCase().includes(words))),
  )
  const usualKey = (id: string) => usual.find((command) => command.id === id)?.key

  const take = ({ id, title }: Command, key: string | null) => {
    const problem =
      key === null
        ? undefined
        : keyProblem(key, id, commands, { written: shownKey(key), desktop: isDesktop() })
    if (key !== null && problem !== undefined) {
      setAsked({ id, key, problem })
      return
    }
    setAsked(undefined)
    chooseKeys({ [id]: key === (usualKey(id) ?? null) ? undefined : key })
    speak(key === null ? `${title} has no key` : `${title}: ${shownKey(key)}`)
  }
  const moveHere = (id: string, key: string, from: string) => {
    setAsked(undefined)
    chooseKeys({ [from]: null, [id]: key === usualKey(id) ? undefined : key })
  }
  const reset = (command: Command) => {
    const key = usualKey(command.id)
    if (key === undefined) chooseKeys({ [command.id]: undefined })
    else take(command, key)
  }
  return (
    <>
      <div className="keys-tools">
        <TextInput
          type="search"
          aria-label="Search commands and keys"
          placeholder="Search commands and keys"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Button disabled={Object.keys(chosen).length === 0} onClick={resetKeys}>
          Reset all keys
        </Button>
      </div>
      <SmallTable label="Keys of commands">
        <thead>
          <tr>
            <th>Command</th>
            <th className="keys-key">Key</th>
            <th className="keys-reset" aria-label="Reset" />
          </tr>
        </thead>
        <tbody>
          {found.map((command) => {
            const { id, title, key } = command
            const problem = asked?.id === id ? asked.problem : undefined
            return (
              <tr key={id}>
                <th scope="row">
                  {title}
                  {problem !== undefined && (
                    <span className="keys-problem" role="alert">
                      {problem.kind === 'refused'
                        ? problem.text
                        : `${shownKey(asked?.key ?? '')} belongs to “${problem.by.title}”. `}
                      {problem.kind === 'taken' && (
                        <button
                          type="button"
                          className="link"
                          onClick={() => moveHere(id, asked?.key ?? '', problem.by.id)}
                        >
                          Use it here instead
                        </button>
                      )}
                    </span>
                  )}
                </th>
                <td>
                  <KeyButton title={title} keyNow={key} onPress={(pressed) => take(command, pressed)} />
                </td>
                <td>
                  {chosen[id] !== undefined && (
                    <Button
                      look="ghost"
                      aria-label={`Reset the key of ${title}`}
                      onClick={() => reset(command)}
                    >
                      Reset
                    </Button>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </SmallTable>
      {found.length === 0 && <p className="settings-note">No command and no key is called that.</p>}
      <p className="settings-note">
        Keys of the editor and of grids stay as they are; “Keys” in the palette lists them.
      </p>
    </>
  )
}
