"""What is left to say where the output says little: exit codes and telling lines (BB9xx)."""
