DROP TABLE race;
DROP TYPE status;
CREATE TYPE status AS ENUM ('open', 'draft', 'closed');
CREATE TABLE race (id integer, status status)
