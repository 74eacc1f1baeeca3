"""Text for terminals: making it safe, short and coloured. Knows nothing of builds."""
