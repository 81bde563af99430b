"""One module a kind of object: its identity, its facets, and the rule that each difference breaks."""
