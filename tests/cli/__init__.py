"""The command line as its callers meet it: a process, its streams and its exit code."""
