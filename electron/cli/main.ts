import { createProgram } from './program.ts'
import { reportFailure } from './failure.ts'

// A reader such as `head` may leave early; the rest of the answer is not wanted then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

/** The command line: `firn <command>`. Exit codes: 0 done, 1 failed, 2 wrong usage. */
try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.includes('--json'))
}
