import { createProgram } from './program.ts'
import { reportFailure } from './failure.ts'

/** The command line: `firn <command>`. Exit codes: 0 done, 1 failed, 2 wrong usage. */
try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.includes('--json'))
}
