SELECT
  date_trunc('hour', time) AS hour,
  count(*) AS requests,
  count(*) FILTER (status >= 400) AS errors,
  round(avg(bytes), 1) AS mean_bytes
FROM access
GROUP BY hour
ORDER BY hour
