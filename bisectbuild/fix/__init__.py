"""From the shell to the fix: a change of the Dockerfile made of what worked there."""

from __future__ import annotations

from bisectbuild.fix.proposal import Proposal
from bisectbuild.fix.propose import propose
from bisectbuild.fix.write import apply

__all__ = ["Proposal", "apply", "propose"]
