"""Find the instruction that breaks a container build, and open a shell just before it."""

__version__ = "0.1.0"
