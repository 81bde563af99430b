-- cause: extension-gone
DROP EXTENSION citext CASCADE
