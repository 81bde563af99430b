-- cause: table-renamed
ALTER TABLE shoes RENAME TO shoe;
ALTER TABLE shoe RENAME CONSTRAINT shoes_runner_id_fkey TO shoe_runner_id_fkey
