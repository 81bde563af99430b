"""The use cases: they join sources, comparison and report, print nothing, and never exit."""
