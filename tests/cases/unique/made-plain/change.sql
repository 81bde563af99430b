DROP INDEX person_tenant_handle_key;
CREATE INDEX person_tenant_handle_key ON person (tenant, handle)
