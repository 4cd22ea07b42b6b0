"""Routes: the table of those that answer a question, and one module for each kind that does more."""
