CREATE SCHEMA other;
CREATE TYPE other.mood AS ENUM ('good', 'bad');
ALTER TABLE race ALTER mood DROP DEFAULT, ALTER mood TYPE other.mood USING mood::text::other.mood, ALTER mood SET DEFAULT 'good'
