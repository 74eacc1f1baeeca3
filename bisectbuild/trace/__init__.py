"""Following a build: which step belongs to which instruction, and how each stands."""
