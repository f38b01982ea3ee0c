import { availableParallelism, arch, freemem, release, totalmem } from 'node:os'
import packageFile from '../../package.json' with { type: 'json' }
import type { Diagnostics } from '../../shared/model/diagnostics.ts'
import type { Session } from './session.ts'
import { lastLogLines } from './state/log-file.ts'

const logLines = 200

/** Versions, machine, processes and the end of the log. No path, no statement, no value of anybody's data. */
export async function diagnose(session: Session): Promise<Diagnostics> {
  const { config, workers, jobs } = session
  return {
    sections: [
      {
        title: 'Versions',
        facts: {
          Firn: packageFile.version,
          DuckDB: packageFile.dependencies['@duckdb/node-bindings'],
          Node: process.versions.node,
          host: config.host,
        },
      },
      {
        title: 'Machine',
        facts: {
          system: `${process.platform} ${release()} ${arch()}`,
          processors: String(availableParallelism()),
          memory: `${megabytes(totalmem())}, ${megabytes(freemem())} free`,
        },
      },
      {
        title: 'Engine',
        facts: {
          memory: megabytes(process.memoryUsage.rss()),
          'running for': `${Math.round(process.uptime())} s`,
          workers: String(workers.processes.length),
          'running jobs': String(jobs.list().filter(({ state }) => state === 'running').length),
        },
      },
    ],
    log: await lastLogLines(config.stateFolder, logLines),
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`
}
