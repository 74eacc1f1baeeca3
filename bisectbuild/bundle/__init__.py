"""A failed build in one file, to go on with elsewhere."""
