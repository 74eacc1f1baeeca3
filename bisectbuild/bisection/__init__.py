"""Finding the point at which an answer turns bad: pure search over any axis, in git's words."""
