"""What every room stands on: errors, names, secrets, records, near misses."""

VERSION = "0.1.0"
