-- cause: missing-with-dependents
DROP FUNCTION note_change() CASCADE
