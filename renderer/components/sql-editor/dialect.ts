import { SQLDialect } from '@codemirror/lang-sql'

/**
 * Words that DuckDB's grammar gives a meaning in a query. PostgreSQL's own list colours and proposes hundreds
 * more, among them `time`, `access` and `percent`, which here are mostly columns.
 */
const keywords =
  'all analyze and anti any array as asc asof at between bernoulli by case cast collate columns cross cube current_date current_time current_timestamp default desc describe distinct else end escape except exclude exists explain extract false filter first following for from full glob group grouping having ilike in inner intersect into is isnull join lambda last lateral left like limit natural not notnull null nulls offset on only or order outer over partition pivot positional preceding qualify range recursive replace reservoir respect right rollup row rows sample select semi sets show similar some struct summarize table tablesample then ties to true try_cast unbounded union unnest unpivot using values when where window with within without'
const types =
  'bigint bit blob bool boolean char date decimal double float hugeint int integer interval json list map numeric real smallint string struct text timestamp timestamptz tinyint ubigint uhugeint uinteger union usmallint utinyint uuid varchar'

/** The SQL that the engine reads: PostgreSQL's forms with what DuckDB adds. */
export const duckdb = SQLDialect.define({
  keywords,
  types,
  builtin: '',
  doubleDollarQuotedStrings: true,
  charSetCasts: true,
  operatorChars: '+-*/<>=~!@%^&|`?:',
  specialVar: '$',
  identifierQuotes: '"',
  caseInsensitiveIdentifiers: true,
})
