"""The machine and the network around a build: names, certificates, disk, memory (BB2xx)."""
