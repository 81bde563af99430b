ALTER TABLE race RENAME CONSTRAINT "has a name" TO "another one"
