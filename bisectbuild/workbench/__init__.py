"""A debugging session without a screen: places of a build, their images, their containers."""
