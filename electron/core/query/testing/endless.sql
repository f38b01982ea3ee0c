-- One query per line that would run for hours or fill the machine, each in another way; lines that begin with --
-- name the way.

-- nested loops
SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b
-- a join whose keys are few
SELECT count(*) FROM range(10000000) a JOIN range(10000000) b ON a.range % 1000 = b.range % 1000
-- a recursion that counts
WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x WHERE n < 1000000000) SELECT max(n) FROM x
-- a recursion that grows tenfold at each step
WITH RECURSIVE x AS (SELECT 1::BIGINT AS n UNION ALL SELECT x.n + r.range FROM x, range(10) r) SELECT count(*) FROM x
-- long texts
SELECT max(md5(repeat(range::VARCHAR, 1000))) FROM range(1000000000)
-- one text of everything
SELECT length(string_agg(md5(range::VARCHAR), ',')) FROM range(2000000000)
-- a regular expression
SELECT count(*) FROM range(1000000000) WHERE regexp_matches(md5(range::VARCHAR), '^(a|b|c)*d{5}$')
-- one call of a function that looks for no interrupt
SELECT levenshtein(repeat('ab', 200000) || max(range), repeat('ba', 200000)) FROM range(10)
-- all values held for a median
SELECT median(range) FROM range(3000000000)
-- a sort
SELECT range FROM range(2000000000) ORDER BY hash(range) LIMIT 5 OFFSET 1999999000
-- all different texts
SELECT count(DISTINCT md5(range::VARCHAR)) FROM range(3000000000)
-- a list made again for every row
SELECT list_sum(list_transform(range(100000000), lambda x: x * 2)) FROM range(1000)
-- a list folded item by item
SELECT list_reduce(range(n, n + 400000000), lambda a, b: hash(a + b) % 1000) FROM (SELECT max(range) AS n FROM range(10))
-- lists of groups
SELECT max(len(l)) FROM (SELECT a.range % 7 AS k, list(b.range) AS l FROM range(10000000) a, range(1000) b GROUP BY k)
-- a map with an entry for each value
SELECT cardinality(histogram(a.range * b.range)) FROM range(1000000) a, range(1000000) b
-- lists taken apart
SELECT sum(x) FROM (SELECT unnest(range(a.range, a.range + 1000000)) AS x FROM range(100000000) a)
-- a long series
SELECT sum(x) FROM generate_series(1, 1000000000000) AS s(x)
-- a window over all pairs
SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY hash(a.range * b.range)) AS n FROM range(100000) a, range(100000) b)
-- a wide moving window
SELECT max(m) FROM (SELECT median(range) OVER (ORDER BY range ROWS BETWEEN 1000000 PRECEDING AND CURRENT ROW) AS m FROM range(100000000))
-- a query for each row
SELECT sum((SELECT count(*) FROM range(1000000) b WHERE (a.range * b.range) % 7 > a.range % 5)) FROM range(10000000) a
