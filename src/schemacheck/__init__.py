"""schemacheck compares an expected schema with what a live PostgreSQL really has, and reports every difference.

It reads, it never repairs: no statement that changes a schema is produced, printed or sent.
"""

__version__ = "0.1.0"
