-- cause: enum-label-renamed
ALTER TYPE run_kind RENAME VALUE 'tempo' TO 'threshold'
