import { useSession } from '../../workbench/session.ts'
import { StoreHome } from './store-home.tsx'
import { Welcome } from './welcome.tsx'

/** Without a store: which one to open. With one: what to do first. */
export function Home() {
  const store = useSession((state) => state.store)
  return store === undefined ? <Welcome /> : <StoreHome name={store.name} />
}
