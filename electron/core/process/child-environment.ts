/** The environment of engines and workers. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const {
    // No child connects to anything, and Node reads these certificates at every start: a tenth of a second.
    NODE_EXTRA_CA_CERTS: _,
    ...inherited
  } = process.env
  // In a process that holds DuckDB every running query occupies a thread of this pool, and file access needs some
  // besides.
  return { ...inherited, UV_THREADPOOL_SIZE: '16' }
}
