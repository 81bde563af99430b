CREATE UNIQUE INDEX sneaky ON person (handle)
