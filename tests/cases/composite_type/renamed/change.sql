ALTER TYPE geo RENAME TO geo_point
