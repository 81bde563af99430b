DROP INDEX person_tenant_handle_key;
CREATE UNIQUE INDEX person_handle_key ON person (handle)
