"""What every room stands on: errors, names, secrets, records, near misses."""
