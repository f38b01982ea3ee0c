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
  const filters = await withoutFilters(folder)
  if (filters === undefined) return undefined
  const [remote, changes] = await Promise.all([
    git(folder, ['config', '--get', 'remote.origin.url']),
    git(
      folder,
      ['status', '--porcelain', '--untracked-files=normal', '--ignore-submodules=dirty', '--', '.'],
      filters,
    ),
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

/**
 * Where a folder stands in the git repository around it, with a slash at its end: `recipes/`, or the empty text
 * for its top. Undefined outside of a repository, or when git does not answer in 5 s.
 */
export async function folderInRepository(folder: string): Promise<string | undefined> {
  return (await git(folder, ['rev-parse', '--show-prefix']))?.replace(/\n$/, '')
}

/** `https://user:token@host/x` becomes `https://host/x`; `git@host:x` holds no secret and stays. */
export function withoutCredentials(remote: string): string {
  return remote.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1')
}

/**
 * Settings that switch every content filter off. `status` would run those of the repository, which may come
 * from anybody; without them a file that was only touched may count as changed. Undefined: git did not answer.
 */
async function withoutFilters(folder: string): Promise<NodeJS.ProcessEnv | undefined> {
  const names = await git(folder, ['config', '--list', '--name-only', '-z'])
  if (names === undefined) return undefined
  const drivers = new Set(names.split('\0').flatMap((name) => /^filter\.(.*)\.[^.]+$/s.exec(name)?.[1] ?? []))
  const settings = [...drivers].flatMap((driver) => [
    [`filter.${driver}.clean`, ''],
    [`filter.${driver}.smudge`, ''],
    [`filter.${driver}.process`, ''],
    [`filter.${driver}.required`, 'false'],
  ])
  return {
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  }
}

/**
 * Runs git so that it asks nothing, pages nothing, locks nothing, fetches nothing and runs no program of the
 * repository. It starts outside of the folder: some systems look for programs where they stand.
 */
function git(
  folder: string,
  args: readonly string[],
  settings: NodeJS.ProcessEnv = {},
): Promise<string | undefined> {
  const harmless = [
    '-C',
    folder,
    '-c',
    'core.fsmonitor=false',
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    'core.pager=cat',
  ]
  const env = {
    ...process.env,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    GIT_PAGER: 'cat',
    // A repository that lacks objects would fetch them, by a command of its own choice.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    // Set where a hook of another repository runs.
    GIT_DIR: undefined,
    GIT_WORK_TREE: undefined,
    GIT_INDEX_FILE: undefined,
    ...settings,
    LC_ALL: 'C',
  }
  return new Promise((resolve) => {
    execFile(
      'git',
      [...harmless, ...args],
      {
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
