CREATE TABLE person (
  id integer,
  email text,
  handle text,
  tenant integer,
  gone boolean NOT NULL DEFAULT false,
  CONSTRAINT person_email_key UNIQUE (email)
);
CREATE UNIQUE INDEX person_tenant_handle_key ON person (tenant, handle);
CREATE UNIQUE INDEX person_lower_handle ON person (lower(handle));
CREATE UNIQUE INDEX person_active ON person (id) WHERE NOT gone;
