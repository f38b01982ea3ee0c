import type { Feature } from '../../workbench/feature.ts'
import { Home } from './home.tsx'

/** What the window shows while nothing is open. */
export const startFeature: Feature = { home: Home }
