"""How fast the check is, beside what a user would otherwise run. Prints ratios; asserts nothing about time."""
