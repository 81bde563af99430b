CREATE TABLE private (id text);
ALTER PUBLICATION feed ADD TABLE private
