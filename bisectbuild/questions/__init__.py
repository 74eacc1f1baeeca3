"""What can be asked of a layer: a person's command, or a question that is ready-made."""
