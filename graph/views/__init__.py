"""The network as pictures: what is in one, where it lies, and the files that it leaves as. No database in here."""
