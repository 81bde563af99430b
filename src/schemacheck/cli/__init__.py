"""The command line: options in, streams and exit codes out. Nothing below prints or exits, and nothing imports it."""
