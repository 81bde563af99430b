"""The text of SQL: tokens, types, literals, defaults, expressions, and the normal form each is compared in. Pure."""
