-- cause: missing-with-dependents
DROP TABLE "Runner" CASCADE
