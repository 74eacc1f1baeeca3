"""What changed between two builds, from their postmortems."""
