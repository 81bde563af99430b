"""A live PostgreSQL as a source: connect, read the catalog in one snapshot, turn rows into the model."""
