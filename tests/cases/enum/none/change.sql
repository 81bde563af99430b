COMMENT ON TYPE status IS 'of a race'
