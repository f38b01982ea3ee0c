/** Counts for days. One side of the product is small, since an engine holds that one in memory. */
export const endless =
  'SELECT count(*) AS n FROM range(1000000000) a, range(1000000) b WHERE (a.range + b.range) % 7 = 3'
