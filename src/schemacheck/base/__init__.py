"""What every package uses: errors, names, secrets, records, near misses."""

VERSION = "0.1.0"
