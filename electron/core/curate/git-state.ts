import { execFile } from 'node:child_process'
import type { GitState } from '../../../shared/model/lineage.ts'

/** Longer than any status of a large folder takes, shorter than a person waits. */
const deadlineMs = 5000

/**
 * The state of the git repository around a folder: commit, remote (without user names and passwords) and
 * whether the folder has changes that are not committed. Undefined without git, outside of a repository,
 * before its first commit, or when git does not answer in 5 s.
 */
export async function gitState(folder: string): Promise<GitState | undefined> {
  const commit = await git(folder, ['rev-parse', '--verify', 'HEAD'])
  if (commit === undefined) return undefined
  const [remote, changes] = await Promise.all([
    git(folder, ['config', '--get', 'remote.origin.url']),
    git(folder, [
      'status',
      '--porcelain',
      '--untracked-files=normal',
      '--ignore-submodules=dirty',
      '--',
      '.',
    ]),
  ])
  // An answer that did not come must not look like a clean folder.
  if (changes === undefined) return undefined
  const shown = remote === undefined ? undefined : withoutCredentials(remote.trim())
  return {
    commit: commit.trim(),
    dirty: changes.trim() !== '',
    ...(shown === undefined || shown === '' ? {} : { remote: shown }),
  }
}

/** `https://user:token@host/x` becomes `https://host/x`; `git@host:x` holds no secret and stays. */
export function withoutCredentials(remote: string): string {
  return remote.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1')
}

/** Runs git so that it asks nothing, pages nothing, locks nothing and runs no program of the repository. */
function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  const harmless = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.pager=cat']
  const env = {
    ...process.env,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    GIT_PAGER: 'cat',
    LC_ALL: 'C',
  }
  return new Promise((resolve) => {
    execFile(
      'git',
      [...harmless, ...args],
      {
        cwd: folder,
        env,
        timeout: deadlineMs,
        killSignal: 'SIGKILL',
        maxBuffer: 64 * 1024 * 1024,
        windowsHide: true,
      },
      (error, stdout) => resolve(error === null ? stdout : undefined),
    )
  })
}
