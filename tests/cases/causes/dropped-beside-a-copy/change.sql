-- cause: missing-with-dependents
CREATE TABLE members (LIKE clubs INCLUDING ALL);
DROP TABLE clubs CASCADE
