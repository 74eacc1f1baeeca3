"""Exit codes and programs."""

from __future__ import annotations

from bisectbuild.blame.codes import fit


def test_a_code_of_its_own_speaks_for_a_program_and_another_against_it() -> None:
    """A common one hardly says anything."""
    assert fit("apt-get", 100) > fit("pear", 1) > fit("apt-get", 1)
    assert fit("curl", 28) > fit("cp", 1) > 0 > fit("curl", 1)
    assert fit("pear", 1) > fit("pear", 2) > fit("pear", 77)


def test_codes_of_the_shell_and_of_signals_say_nothing_of_a_program() -> None:
    """Nor does an unknown one."""
    assert {fit("apt-get", code) for code in (126, 127, 137, 139, None)} == {0.0}
