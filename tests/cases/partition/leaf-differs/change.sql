ALTER TABLE position_1 ALTER lat SET DEFAULT 0;
CREATE INDEX sneaky_idx ON position_1 (lat);
ALTER TABLE position_1 DISABLE TRIGGER position_touch;
GRANT SELECT ON position_1 TO PUBLIC
