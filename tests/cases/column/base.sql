CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE FUNCTION code() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
CREATE TABLE race (
  id serial PRIMARY KEY,
  number bigint GENERATED ALWAYS AS IDENTITY,
  name varchar(80) NOT NULL,
  miles double precision NOT NULL DEFAULT 26.2,
  starts timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  mood mood NOT NULL DEFAULT 'good',
  tags text[] NOT NULL DEFAULT '{}',
  settings jsonb DEFAULT '{"a": 1, "b": [true]}',
  code text DEFAULT code(),
  open boolean NOT NULL DEFAULT true,
  city text,
  shown text GENERATED ALWAYS AS (name || ' in ' || city) STORED
);
