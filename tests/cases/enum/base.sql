CREATE TYPE status AS ENUM ('draft', 'open', 'closed');
CREATE TABLE race (id integer, status status);
