"""What builders refuse: FROM, COPY, ARG, stages, mounts, the file itself (BB1xx)."""
