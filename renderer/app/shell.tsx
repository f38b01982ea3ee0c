import type { StoreInfo } from '../../shared/contract/store.ts'
import { useNarrowWindow } from '../components/narrow-window.ts'
import { Split } from '../components/split.tsx'
import { useLiveCatalogue } from '../workbench/catalogue.ts'
import { usePreferences } from '../workbench/preferences.ts'
import { CatalogueDrawer } from './catalogue-drawer.tsx'
import { Catalogue } from './catalogue.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { StatusBar } from './status-bar.tsx'
import { StoreBanner } from './store-banner.tsx'
import { TabArea } from './tab-area.tsx'
import { TitleBar } from './title-bar.tsx'
import './shell.css'

/** The frame around everything while a store is open. */
export function Shell({ store }: { store: StoreInfo }) {
  const sideShown = usePreferences((state) => state.sideShown)
  const narrow = useNarrowWindow()
  useLiveCatalogue()
  const main = { id: 'main', content: <TabArea />, min: 400 }
  return (
    <div className="shell">
      <TitleBar store={store} />
      <div className="shell-body">
        <ConnectionBanner />
        <StoreBanner />
        <div className="fill">
          <Split
            name="shell"
            direction="horizontal"
            parts={
              sideShown && !narrow
                ? [{ id: 'catalogue', content: <Catalogue />, size: 232, min: 160, max: 480 }, main]
                : [main]
            }
          />
        </div>
      </div>
      <StatusBar />
      {narrow && <CatalogueDrawer />}
    </div>
  )
}
