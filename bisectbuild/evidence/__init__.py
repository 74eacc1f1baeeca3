"""What a machine can tell of a failure: files of the context, the image, disk and memory."""
