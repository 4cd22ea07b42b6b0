"""Pure algorithms on plain data: no I/O, no database."""
