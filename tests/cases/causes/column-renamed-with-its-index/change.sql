-- cause: column-renamed
ALTER TABLE runs RENAME COLUMN started TO begun
