ALTER PUBLICATION feed SET (publish = 'insert')
