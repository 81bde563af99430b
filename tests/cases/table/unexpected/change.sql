CREATE TABLE hotfix_backup (id integer);
CREATE TABLE another (id integer)
