-- cause: unique-made-plain
DROP INDEX clubs_slug_key;
CREATE INDEX clubs_slug_key ON clubs (slug)
