-- The server adds a cast of its own to what is stated by hand, and no other one has the function to say which.
CREATE FUNCTION rounded(double precision) RETURNS double precision IMMUTABLE LANGUAGE sql AS 'SELECT round($1)';
ALTER TABLE race ADD CONSTRAINT bib_rounded CHECK (rounded(bib) > 1);
