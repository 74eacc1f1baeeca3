"""Saved logs of builds, whatever wrote them, read into build events in constant memory."""
