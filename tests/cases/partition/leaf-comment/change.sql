COMMENT ON TABLE made_us IS 'over here'
