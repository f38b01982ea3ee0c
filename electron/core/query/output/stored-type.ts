/**
 * Types that Parquet cannot hold without loss (the engine writes HUGEINT as DOUBLE, an INTERVAL in whole
 * milliseconds), and what they become. Every sum of BIGINT is a HUGEINT.
 */
const stored: readonly (readonly [RegExp, string])[] = [
  [/(?<!")\b(U?HUGEINT|BIGNUM)\b(?!")/g, 'DECIMAL(38,0)'],
  [/(?<!")\b(INTERVAL|BIT|TIME WITH TIME ZONE)\b(?!")/g, 'VARCHAR'],
]

/** The type that keeps every value of a column exactly in Parquet; most types keep themselves. */
export function storedType(type: string): string {
  return stored.reduce((changed, [pattern, better]) => changed.replace(pattern, better), type)
}
