"""What lies in a person's shell beside the image's files, and what was typed there."""
