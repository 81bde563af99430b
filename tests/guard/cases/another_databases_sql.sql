-- expect: error guard-unparsed "another_databases_sql.sql" @2:13
ALTER TABLE `Race` ADD COLUMN x INT UNSIGNED NOT NULL;
