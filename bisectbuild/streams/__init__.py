"""What builders print, read into build events: one file for each form of output."""
