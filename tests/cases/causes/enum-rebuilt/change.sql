-- cause: enum-rebuilt
ALTER TYPE run_kind RENAME TO run_kind_old;
CREATE TYPE run_kind AS ENUM ('easy', 'tempo', 'race', 'long');
ALTER TABLE runs ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE runs ALTER COLUMN kind TYPE run_kind USING kind::text::run_kind
