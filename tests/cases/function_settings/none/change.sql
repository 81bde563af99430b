ALTER FUNCTION pace() SET statement_timeout = '60000ms' SET enable_seqscan = 'no' SET work_mem = '0.0009765625GB'
