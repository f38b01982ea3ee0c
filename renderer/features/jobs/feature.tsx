import { ListChecks } from 'lucide-react'
import { lazy } from 'react'
import { type Feature, tabKind } from '../../workbench/feature.ts'
import { openJobs } from './open-jobs.ts'

/** What runs and what ran: a page of the store, and a panel over the status bar. */
export const jobsFeature: Feature = {
  tabs: [
    tabKind<'jobs'>({
      kind: 'jobs',
      component: lazy(async () => ({ default: (await import('./jobs-screen.tsx')).JobsScreen })),
      icon: () => <ListChecks size={13} aria-hidden="true" />,
    }),
  ],
  commands: [{ id: 'jobs', title: 'Show the jobs of the store', run: openJobs }],
}
