-- One attack per line; lines that begin with -- name the group. {secret} is a file that no query may read,
-- {allowed} one that this query may, {out} a place that does not exist and must not after the run, {folder}
-- the folder of all these, {scratch} the private folder of the worker. \0 stands for a NUL character.

-- reading files by table function
SELECT * FROM read_csv('{secret}')
SELECT * FROM read_csv_auto('{secret}')
SELECT * FROM read_text('{secret}')
SELECT * FROM read_blob('{secret}')
SELECT * FROM read_json('{secret}')
SELECT * FROM read_json_auto('{secret}')
SELECT * FROM read_json_objects('{secret}')
SELECT * FROM read_ndjson('{secret}')
SELECT * FROM read_ndjson_auto('{secret}')
SELECT * FROM read_ndjson_objects('{secret}')
SELECT * FROM read_json_objects_auto('{secret}')
SELECT * FROM read_parquet('{allowed}.other')
SELECT * FROM parquet_scan('{allowed}.other')
SELECT * FROM parquet_metadata('{allowed}.other')
SELECT * FROM parquet_schema('{allowed}.other')
SELECT * FROM parquet_file_metadata('{allowed}.other')
SELECT * FROM parquet_kv_metadata('{allowed}.other')
SELECT * FROM parquet_full_metadata('{allowed}.other')
SELECT * FROM parquet_bloom_probe('{allowed}.other', 'a', 1)
SELECT * FROM read_duckdb('{folder}/other.duckdb')
SELECT * FROM sniff_csv('{secret}')
SELECT * FROM glob('{folder}/*')
SELECT * FROM glob('/etc/*')
SELECT * FROM read_text('/etc/passwd')
SELECT * FROM read_text('/proc/self/environ')
SELECT * FROM read_text(['{secret}', '{allowed}'])
SELECT * FROM read_text('{folder}/*')
SELECT * FROM "read_text"('{secret}')
SELECT * FROM READ_TEXT('{secret}')
SELECT * FROM main.read_text('{secret}')
SELECT * FROM system.main.read_text('{secret}')
SELECT * FROM seq_scan('t')
SELECT * FROM arrow_scan(0, 0, 0)
SELECT * FROM arrow_scan_dumb(0, 0, 0)

-- reading files by name
SELECT * FROM '{secret}'
FROM '{secret}'
FROM "{secret}"
TABLE "{secret}"
SELECT * FROM '{allowed}.other'
SELECT * FROM '{folder}/*.parquet'
SELECT * FROM '{folder}/../{folder}/secret.csv'
SELECT * FROM 'file://{secret}'
SELECT * FROM 'http://127.0.0.1:9/x.csv'
SELECT * FROM 'https://example.org/x.parquet'
SELECT * FROM 's3://bucket/x.parquet'
SELECT * FROM 'hf://datasets/a/b/c.csv'
SELECT * FROM '/etc/passwd'
SELECT (SELECT count(*) FROM '{secret}')
SELECT * FROM ok WHERE EXISTS (FROM '{secret}')
SELECT * FROM ok WHERE a IN (SELECT column0 FROM '{secret}')
SELECT * FROM ok, LATERAL (SELECT * FROM '{secret}' LIMIT ok.a)
SELECT * FROM ok ORDER BY (SELECT max(column0) FROM '{secret}')
SELECT * FROM ok LIMIT (SELECT count(*) FROM '{secret}')
SELECT a FROM ok GROUP BY a HAVING a < (SELECT count(*) FROM '{secret}')
SELECT a FROM ok QUALIFY row_number() OVER (ORDER BY (SELECT max(column0) FROM '{secret}')) = 1
SELECT sum(a) FILTER (WHERE EXISTS (FROM '{secret}')) FROM ok
SELECT CASE WHEN EXISTS (FROM '{secret}') THEN 1 END
SELECT list_transform([1], x -> (SELECT count(*) FROM '{secret}'))
SELECT [x FOR x IN (SELECT list(column0) FROM '{secret}')]
SELECT * EXCLUDE (a) REPLACE ((SELECT max(column0) FROM '{secret}') AS b) FROM ok
SELECT COLUMNS(c -> c = (SELECT max(column0) FROM '{secret}')) FROM ok
WITH x AS (FROM '{secret}') SELECT * FROM x
WITH x AS MATERIALIZED (FROM '{secret}') SELECT 1
WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x, '{secret}' WHERE n < 3) FROM x
SELECT * FROM ok UNION ALL SELECT * FROM '{secret}'
SELECT * FROM ok UNION ALL BY NAME SELECT * FROM '{secret}'
SELECT 1 INTERSECT SELECT count(*) FROM '{secret}'
VALUES ((SELECT max(column0) FROM '{secret}'))
SELECT * FROM (VALUES ((SELECT max(column0) FROM '{secret}'))) t
SELECT * FROM ok ASOF JOIN '{secret}' s ON ok.a >= s.column0
SELECT * FROM ok POSITIONAL JOIN '{secret}'
SELECT * FROM ok SEMI JOIN '{secret}' s ON true
PIVOT '{secret}' ON column0 IN ('a') USING count(*)
PIVOT ok ON a
PIVOT ok ON a USING sum(a) GROUP BY a
SELECT * FROM (PIVOT ok ON a)
WITH p AS (PIVOT ok ON a) FROM p
PIVOT ok ON (SELECT max(column0) FROM '{secret}') IN (1) USING count(*)
UNPIVOT '{secret}' ON COLUMNS(*)
SELECT * FROM '{secret}' UNPIVOT (v FOR n IN (column0))
DESCRIBE '{secret}'
SUMMARIZE '{secret}'
SELECT * FROM (DESCRIBE '{secret}')
SELECT * FROM (SUMMARIZE FROM '{secret}')
SHOW TABLES FROM '{secret}'
EXPLAIN FROM '{secret}'
EXPLAIN ANALYZE FROM '{secret}'
SELECT * FROM '{secret}' USING SAMPLE 10
SELECT * FROM '{secret}' TABLESAMPLE reservoir(10)
SELECT * FROM ok AT (VERSION => (SELECT 1 FROM '{secret}'))

-- SQL as text
SELECT * FROM query('SELECT 1')
SELECT * FROM query('FROM read_text(''{secret}'')')
SELECT * FROM query_table('{secret}')
SELECT * FROM query_table(['ok', '{secret}'])
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))
SELECT * FROM json_execute_serialized_sql('{"error":false,"statements":[]}')
SELECT json_serialize_sql('SELECT 1')
SELECT json_deserialize_sql('{"error":false,"statements":[]}')
SELECT json_serialize_plan('FROM read_text(''{secret}'')')
SELECT * FROM sql_auto_complete('SEL')
SELECT * FROM histogram(ok, a)
SELECT * FROM histogram_values(ok, a)
PRAGMA json_execute_serialized_sql('{"error":false,"statements":[]}')

-- the engine's own knobs
SELECT * FROM enable_logging()
SELECT * FROM enable_logging('QueryLog', storage := 'file', storage_config := {'path': '{out}'})
CALL enable_logging(storage := 'file', storage_path := '{out}')
SELECT * FROM disable_logging()
SELECT * FROM truncate_duckdb_logs()
SELECT * FROM enable_profiling()
SELECT * FROM enable_profiling('json', save_location := '{out}')
SELECT * FROM disable_profiling()
SELECT * FROM enable_peg_parser()
SELECT * FROM disable_peg_parser()
SELECT * FROM check_peg_parser('SELECT 1')
SELECT * FROM checkpoint()
SELECT * FROM force_checkpoint()
SELECT write_log('x', log_type := 'y')
SELECT write_log('x')
SELECT sleep_ms(60000)
SELECT pg_sleep(60)
SELECT parse_duckdb_log_message('QueryLog', 'x')
SELECT finalize('x')
SELECT combine('x', 'y')
SELECT __internal_decompress_string('x')
SELECT __internal_compress_integral_utinyint(1000, 1)
SELECT create_sort_key(a, 'ASC') FROM ok
SELECT remap_struct({'a': 1}, {'b': 2}, {'a': 'x'}, NULL)
SELECT variant_bytes_to_variant('\xFF'::BLOB, '\xFF'::BLOB)
SELECT vector_type(a) FROM ok
SELECT st_geomfromwkb('\xFF\xFF'::BLOB)
SELECT icu_sort_key('a', 'de')
SELECT nextval('s')
SELECT currval('s')

-- looking around
SELECT getenv('HOME')
SELECT getvariable('x')
SELECT current_setting('temp_directory')
SELECT current_setting('allowed_paths')
SELECT current_query()
SELECT current_connection_id()
SELECT txid_current()
SELECT in_search_path('main', 'main')
SELECT pg_get_viewdef(1)
SELECT has_table_privilege('ok', 'select')
SELECT inet_client_addr()
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_secrets()
SELECT * FROM duckdb_views()
SELECT * FROM duckdb_tables()
SELECT * FROM duckdb_databases()
SELECT * FROM duckdb_extensions()
SELECT * FROM duckdb_logs()
SELECT * FROM duckdb_logs
SELECT * FROM duckdb_memory()
SELECT * FROM duckdb_temporary_files()
SELECT * FROM duckdb_functions()
SELECT * FROM duckdb_prepared_statements()
SELECT * FROM duckdb_external_file_cache()
SELECT * FROM which_secret('s3://x', 's3')
SELECT * FROM pragma_database_size()
SELECT * FROM pragma_show('ok')
SELECT * FROM pragma_table_info('ok')
SELECT * FROM pragma_storage_info('ok')
SELECT * FROM pragma_version()
SELECT * FROM pragma_platform()
SELECT * FROM pragma_user_agent()
SELECT * FROM duckdb_views
SELECT * FROM sqlite_master
SELECT * FROM pragma_database_list
SELECT * FROM information_schema.tables
SELECT * FROM pg_catalog.pg_tables
SELECT * FROM main.ok
SELECT * FROM memory.main.ok
SELECT * FROM temp.main.ok
SELECT * FROM system.information_schema.tables
SHOW TABLES
SHOW ALL TABLES
SHOW DATABASES
SELECT * FROM (SHOW TABLES)
SELECT * FROM (SHOW ALL TABLES)
SELECT * FROM recurring.ok

-- statements that change something
COPY (SELECT 1) TO '{out}'
COPY ok TO '{out}' (FORMAT parquet)
COPY ok TO '{allowed}' (FORMAT parquet)
COPY (SELECT 1) TO '{allowed}' (FORMAT csv, USE_TMP_FILE false)
COPY ok FROM '{secret}'
COPY FROM DATABASE memory TO x
EXPORT DATABASE '{out}'
IMPORT DATABASE '{folder}'
ATTACH '{out}' AS x
ATTACH '{out}'; CREATE TABLE x.t AS SELECT 1
ATTACH '{folder}/other.duckdb' AS x (READ_ONLY)
ATTACH ':memory:' AS x
DETACH memory
USE memory
CREATE TABLE x AS SELECT 1
CREATE TABLE x AS FROM '{secret}'
CREATE OR REPLACE VIEW ok AS SELECT * FROM read_text('{secret}')
CREATE TEMP TABLE x AS SELECT 1
CREATE MACRO read(x) AS TABLE FROM read_text(x)
CREATE FUNCTION f(x) AS x
CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')
CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')
CREATE TYPE mood AS ENUM ('a')
CREATE SEQUENCE s
CREATE SCHEMA s
CREATE INDEX i ON ok (a)
DROP VIEW ok
ALTER VIEW ok RENAME TO b
INSERT INTO ok VALUES (1)
UPDATE ok SET a = 1
DELETE FROM ok
TRUNCATE ok
MERGE INTO ok USING ok b ON true WHEN MATCHED THEN DELETE
WITH x AS (SELECT 1) INSERT INTO ok FROM x
WITH x AS (INSERT INTO ok VALUES (1) RETURNING a) SELECT * FROM x
SET memory_limit = '100GB'
SET enable_external_access = true
SET allowed_paths = ['{secret}']
SET allowed_directories = ['/']
SET lock_configuration = false
SET temp_directory = '{out}'
SET log_query_path = '{out}'
SET profiling_output = '{out}'
SET GLOBAL threads = 1000
SET VARIABLE x = (SELECT content FROM read_text('{secret}'))
RESET lock_configuration
PRAGMA enable_profiling = 'json'
PRAGMA profiling_output = '{out}'
PRAGMA database_list
PRAGMA import_database('{folder}')
PRAGMA show_tables
PRAGMA copy_database('memory', 'x')
PRAGMA enable_verification
CALL pragma_version()
CALL read_text('{secret}')
INSTALL httpfs
INSTALL httpfs FROM '{folder}'
FORCE INSTALL httpfs
LOAD httpfs
LOAD '{folder}/x.duckdb_extension'
UPDATE EXTENSIONS
CHECKPOINT
VACUUM
ANALYZE
BEGIN
COMMIT
PREPARE p AS SELECT 1
EXECUTE p
DEALLOCATE p
COMMENT ON VIEW ok IS 'x'
EXPLAIN COPY (SELECT 1) TO '{out}'
EXPLAIN ANALYZE COPY (SELECT 1) TO '{out}'
EXPLAIN ANALYZE CREATE TABLE x AS SELECT 1
EXPLAIN EXPLAIN SELECT 1
EXPLAIN ANALYZE EXPLAIN ANALYZE COPY (SELECT 1) TO '{out}'
EXPLAIN (FORMAT json) COPY (SELECT 1) TO '{out}'
EXPLAIN ANALYZE SELECT * FROM enable_logging()

-- several statements, and ways to hide one
SELECT 1; COPY (SELECT 1) TO '{out}'
SELECT 1;; DROP VIEW ok
SELECT 1 /* ; */; ATTACH '{out}'
SELECT 1 -- \; COPY (SELECT 1) TO '{out}'
SELECT 1\0; COPY (SELECT 1) TO '{out}'
SELECT '\0' FROM read_text('{secret}')
SELECT $$ ; $$; COPY (SELECT 1) TO '{out}'
SELECT 1; SELECT * FROM '{secret}'
/* /* */ SELECT 1; */ COPY (SELECT 1) TO '{out}'
SELECT E'\'; COPY (SELECT 1) TO ''{out}''; --'; COPY (SELECT 1) TO '{out}'
SELECT "a;b" FROM ok; COPY (SELECT 1) TO '{out}'
) ; COPY (SELECT 1) TO '{out}'; SELECT * FROM (SELECT 1
SELECT 1) TO '{out}' --
SELECT * FROM ok) q LIMIT 1; COPY (SELECT 1) TO '{out}'; --
