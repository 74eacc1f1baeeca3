"""Putting a question to a layer: as one more step in the builder, in a container, or here."""
