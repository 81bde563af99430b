"""SQL as a source: files and folders of statements, run on a throw-away PostgreSQL and read like any database."""
