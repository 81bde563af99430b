-- cause: none
CREATE INDEX positions_lat_idx ON ONLY positions (lat)
