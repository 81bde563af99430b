"""How each kind of object stands in an expected schema: reading and writing, side by side."""
