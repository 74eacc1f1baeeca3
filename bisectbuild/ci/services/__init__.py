"""The services, one in each file."""
