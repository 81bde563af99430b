-- cause: missing-with-dependents
DROP TYPE run_kind CASCADE
