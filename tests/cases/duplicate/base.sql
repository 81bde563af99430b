CREATE TABLE company (id integer PRIMARY KEY);
CREATE TABLE person (
  id integer PRIMARY KEY,
  email text,
  company integer REFERENCES company ON DELETE CASCADE,
  CONSTRAINT person_email_key UNIQUE (email)
);
CREATE INDEX person_company_idx ON person (company);
CREATE TABLE twice (
  id integer PRIMARY KEY,
  a integer,
  CONSTRAINT twice_a_key UNIQUE (a),
  CONSTRAINT twice_company FOREIGN KEY (a) REFERENCES company,
  CONSTRAINT twice_company_again FOREIGN KEY (a) REFERENCES company
);
CREATE UNIQUE INDEX twice_a ON twice (a);
CREATE INDEX twice_id ON twice (id, a);
CREATE INDEX twice_id_again ON twice (id, a)
