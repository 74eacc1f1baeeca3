"""A shell text as a shell reads it: its commands and how they are joined."""
