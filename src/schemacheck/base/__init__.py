"""What every package uses: errors, names, secrets, records, near misses."""

VERSION = "0.2.0"

HOME = "https://github.com/schemacheck/schemacheck"
"""Where the project lives; [project.urls] says the same."""
