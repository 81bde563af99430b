"""The language of the expected schema: its keys and shapes, from which editors and the reference learn it."""
