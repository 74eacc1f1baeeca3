"""Package managers of languages that scripts are written in: pip, npm, gem, composer (BB4xx)."""
