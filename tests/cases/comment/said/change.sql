COMMENT ON CONSTRAINT city_pkey ON city IS 'by nobody'
