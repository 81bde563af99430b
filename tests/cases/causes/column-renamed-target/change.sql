-- cause: column-renamed
ALTER TABLE "Runner" RENAME COLUMN id TO runner_key
