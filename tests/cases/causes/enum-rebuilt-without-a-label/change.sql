-- cause: enum-rebuilt
ALTER TABLE runs ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE runs ALTER COLUMN kind TYPE text;
ALTER TABLE race_results ALTER COLUMN kind TYPE text;
DROP TYPE run_kind;
CREATE TYPE run_kind AS ENUM ('easy', 'race');
ALTER TABLE runs ALTER COLUMN kind TYPE run_kind USING kind::run_kind;
ALTER TABLE race_results ALTER COLUMN kind TYPE run_kind USING kind::run_kind
