"""Which command of a failing RUN failed, and its line in the Dockerfile."""
