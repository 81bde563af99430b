ALTER INDEX made_us_idx SET (fillfactor = 80);
ALTER TABLE made_us RENAME TO made_usa;
ALTER TABLE made_usa RENAME TO made_us
