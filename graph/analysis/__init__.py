"""What can be computed of a network once it is in columns: plain data in, plain data out; no database, no files."""
