"""Package managers of distributions: apt, apk, yum, dnf and their kin (BB3xx)."""
