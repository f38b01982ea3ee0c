import { sqlTokens } from '../query/sql-tokens.ts'
import { holdsFloats, parseSqlType } from '../../../shared/model/sql-type.ts'

/** Sums that are exact for integers and decimals, and depend on the order of their floating summands. */
const sums = new Set(['sum', 'avg', 'mean', 'favg', 'fsum', 'sumkahan', 'kahan_sum', 'wavg', 'weighted_avg'])

/** Aggregates that compute in floating numbers whatever they are given. */
const floating = new Set([
  ...[
    'stddev',
    'stddev_pop',
    'stddev_samp',
    'var_pop',
    'var_samp',
    'variance',
    'sem',
    'corr',
    'covar_pop',
    'covar_samp',
  ],
  ...[
    'regr_avgx',
    'regr_avgy',
    'regr_intercept',
    'regr_r2',
    'regr_slope',
    'regr_sxx',
    'regr_sxy',
    'regr_syy',
  ],
  ...['skewness', 'kurtosis', 'kurtosis_pop', 'entropy', 'product', 'geomean', 'geometric_mean'],
])

/** Answers that depend on which row comes first, or on how rows were spread over threads. */
const ordered = new Set([
  ...['first', 'last', 'any_value', 'arbitrary', 'first_value', 'last_value', 'nth_value', 'lag', 'lead'],
  ...[
    'row_number',
    'ntile',
    'list',
    'array_agg',
    'string_agg',
    'group_concat',
    'listagg',
    'json_group_array',
  ],
  ...[
    'json_group_object',
    'mode',
    'arg_min',
    'arg_max',
    'argmin',
    'argmax',
    'min_by',
    'max_by',
    'arg_min_null',
  ],
  ...[
    'arg_max_null',
    'arg_min_nulls_last',
    'arg_max_nulls_last',
    'histogram',
    'approx_quantile',
    'approx_top_k',
  ],
  ...['approx_count_distinct', 'reservoir_quantile', 'limit', 'sample', 'tablesample', 'distinct'],
])

/** Words after which numbers may be floating although no input column is. */
const makesFloats = new Set([
  ...[
    'double',
    'float',
    'float4',
    'float8',
    'real',
    'sqrt',
    'cbrt',
    'ln',
    'log',
    'log2',
    'log10',
    'exp',
    'pow',
    'power',
  ],
  ...[
    'random',
    'epoch',
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'atan2',
    'pi',
    'radians',
    'degrees',
    'fdiv',
    'median',
  ],
  ...['read_json', 'json_extract', 'list_avg', 'list_sum'],
])

/**
 * Whether a query must run on one thread to give the same rows from the same inputs: sums of doubles depend
 * on the order of their summands (measured: 13 values over threads and files), and some functions on which
 * row comes first. When in doubt it says yes: that costs time, the other mistake costs trust.
 */
export function needsOneThread(sql: string, inputTypes: readonly string[]): boolean {
  const words = new Set<string>()
  let divides = false
  let queries = 0
  for (const token of sqlTokens(sql)) {
    const piece = sql.slice(token.from, token.to)
    if (token.kind === 'word') words.add(piece.toLowerCase())
    if (/^from$/i.test(piece)) queries += 1
    // 1e5 is a double, 1.5 a decimal; `//` divides whole numbers but is cut into two signs, which is on the safe side.
    else if (piece === '/' || (token.kind === 'number' && /^[\d.]+e/i.test(piece))) divides = true
  }
  const has = (names: ReadonlySet<string>) => [...words].some((word) => names.has(word))
  if (has(ordered) || has(floating)) return true
  // The mean of whole numbers is exact, but it is a double that an outer query may sum.
  const summedMeans = queries > 1 && (words.has('avg') || words.has('mean'))
  const floats =
    divides || summedMeans || has(makesFloats) || inputTypes.some((type) => holdsFloats(parseSqlType(type)))
  return floats && has(sums)
}
