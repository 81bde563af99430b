"""Edits of an expected schema in place: text in, text out, and every byte that need not change stays."""
