import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import './styles/tokens.css'
import './styles/base.css'
import './styles/text-size.css'
import { App } from './app/app.tsx'
import { WindowBoundary } from './app/window-boundary.tsx'
import { bridgeLine } from './client/bridge-line.ts'
import { ClientProvider } from './client/client.tsx'
import { connect } from './client/connection.ts'
import { styleNonce } from './client/host.ts'
import { websocketLine } from './client/websocket-line.ts'
import { applyPreferences } from './workbench/preferences.ts'
import { goOnWithStore } from './workbench/session.ts'

// Dialogs and menus of Radix add a style of their own.
setNonce(styleNonce())
applyPreferences()

const line = window.firn === undefined ? websocketLine('engine') : bridgeLine(window.firn)
const connection = connect(line, goOnWithStore)
const root = document.getElementById('root')
if (root === null) throw new Error('The page has no root element')
createRoot(root).render(
  <ClientProvider connection={connection}>
    <WindowBoundary connection={connection}>
      <App />
    </WindowBoundary>
  </ClientProvider>,
)
