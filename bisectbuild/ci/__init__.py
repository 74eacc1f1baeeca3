"""The services that builds run on: how each is told of a failure."""
