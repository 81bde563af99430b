DROP COLLATION plain;
CREATE COLLATION plain (lc_collate = 'POSIX', lc_ctype = 'POSIX')
