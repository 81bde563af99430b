-- cause: none
ALTER TYPE run_kind ADD VALUE 'long'
