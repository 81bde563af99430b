ALTER PUBLICATION feed SET (publish = 'update, insert')
