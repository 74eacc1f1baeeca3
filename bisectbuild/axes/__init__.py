"""What can be searched along: instructions, values, commits, files, commands of one RUN."""
