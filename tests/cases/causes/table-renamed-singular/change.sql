-- cause: table-renamed
ALTER TABLE clubs RENAME TO club
