"""Everything that yields a Schema."""
