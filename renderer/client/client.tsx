import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { Connection, ConnectionState, WindowEvents } from './connection.ts'

const ConnectionContext = createContext<Connection | undefined>(undefined)

/** Gives the window's connection to everything inside. */
export function ClientProvider({ connection, children }: { connection: Connection; children: ReactNode }) {
  return <ConnectionContext value={connection}>{children}</ConnectionContext>
}

/** The window's connection to the engine. */
export function useClient(): Connection {
  const connection = useContext(ConnectionContext)
  if (connection === undefined) throw new Error('useClient is used outside of ClientProvider')
  return connection
}

/** Whether the engine can be reached, and what happened when it could not. */
export function useConnectionState(): ConnectionState {
  return useStore(useClient().state)
}

/** Listens to one kind of event for as long as the component is there. */
export function useEvent<Name extends keyof WindowEvents>(
  name: Name,
  listener: (payload: WindowEvents[Name]) => void,
): void {
  const client = useClient()
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => client.on(name, (payload) => latest.current(payload)), [client, name])
}
