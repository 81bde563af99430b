-- cause: column-renamed
ALTER TABLE shoes RENAME COLUMN id TO shoe_id
