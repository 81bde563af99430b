-- cause: none
CREATE TABLE members (LIKE clubs INCLUDING ALL);
DROP TABLE clubs CASCADE
