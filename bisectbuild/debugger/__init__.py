"""The debugger: a prompt at a place of a build, and the words that one may type there."""
