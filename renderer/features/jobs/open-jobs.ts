import { openTab } from '../../workbench/tabs.ts'

declare module '../../workbench/tabs.ts' {
  interface TabInputs {
    jobs: Readonly<Record<string, never>>
  }
}

/** Brings the page of the store's jobs to the front. */
export function openJobs(): void {
  openTab({ kind: 'jobs', title: 'Jobs', input: {} }, () => true)
}
