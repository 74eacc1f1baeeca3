"""What is known of distributions, packages and programs, for rules to look up."""
