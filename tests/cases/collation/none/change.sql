COMMENT ON COLLATION plain IS 'byte by byte'
