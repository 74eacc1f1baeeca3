"""The rules: a family for each folder, a rule for each file."""
