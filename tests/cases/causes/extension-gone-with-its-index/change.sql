-- cause: extension-gone
DROP EXTENSION pg_trgm CASCADE
