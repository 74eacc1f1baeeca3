"""A shell served over the network, to those with a listed key."""
