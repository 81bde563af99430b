"""What a schema is: frozen dataclasses, no I/O. The ground floor, on which everything else stands."""
