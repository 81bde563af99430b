-- cause: enum-renamed
CREATE SCHEMA kinds;
ALTER TYPE run_kind SET SCHEMA kinds
