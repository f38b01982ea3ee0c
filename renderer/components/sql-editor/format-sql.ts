/** SQL in a tidy layout. The formatter is loaded when it is first needed. Rejects when it cannot read the text. */
export async function formatSql(text: string): Promise<string> {
  const { duckdb, formatDialect } = await import('sql-formatter')
  return formatDialect(text, {
    dialect: duckdb,
    keywordCase: 'upper',
    tabWidth: 2,
    linesBetweenQueries: 1,
    paramTypes: { named: ['$'] },
  })
}
