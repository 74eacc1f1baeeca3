"""Commands of a shell: tools, files, permissions, downloads, version control (BB6xx)."""
