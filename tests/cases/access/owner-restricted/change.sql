REVOKE DELETE ON race FROM postgres
