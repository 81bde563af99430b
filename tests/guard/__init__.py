"""Migrations and scripts with what must be said of them: one file a case, judged by the expected schema beside them."""
