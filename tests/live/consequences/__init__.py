"""What rules claim, made to happen: a module a family of claims, each a list `CLAIMS`."""
