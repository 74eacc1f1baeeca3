"""The build context of a directory: what it leaves out, and the tar that a client sends."""
