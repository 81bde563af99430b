"""From what a message is about, and both sides, to an answer: pure."""
