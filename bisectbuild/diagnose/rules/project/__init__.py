"""The project's own programs: tests, settings, services, checks (BB7xx)."""
