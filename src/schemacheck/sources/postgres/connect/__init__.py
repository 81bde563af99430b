"""Which database is meant, how it is reached, and what is said when it cannot be."""
