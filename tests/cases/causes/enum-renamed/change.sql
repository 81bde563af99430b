-- cause: enum-renamed
ALTER TYPE run_kind RENAME TO "RunKind"
