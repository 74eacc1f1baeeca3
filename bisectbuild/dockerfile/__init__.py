"""The room that knows Dockerfile syntax: reading, checking, cutting; no files, no engines."""
