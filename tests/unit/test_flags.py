"""Tests for bisectbuild.flags."""

from __future__ import annotations

from bisectbuild.flags import FLAGS, for_cut, values

_DROPPED = (  # dockerfile-semantics, part 2, rule 7
    "target no-cache pull no-cache-filter push output tag quiet iidfile metadata-file"
).split()


def test_a_cut_keeps_what_may_be_in_a_cache_key() -> None:
    """Args, network, hosts, platform, secrets and the like go with every build."""
    kept = tuple(
        f"--{name}=x"
        for name in "build-arg network add-host platform secret ssh build-context allow".split()
    )

    assert for_cut(kept) == kept


def test_a_cut_drops_what_tags_pushes_or_busts_the_cache() -> None:
    """The flags that the semantics list do not reach a cut."""
    assert for_cut(tuple(f"--{name}=x" for name in _DROPPED)) == ()


def test_values_come_in_the_order_written() -> None:
    """A flag given twice has two values; an equals sign within a value stays."""
    assert values(("--build-arg=A=1=2", "--tag=x", "--build-arg=B"), "build-arg") == ("A=1=2", "B")


def test_no_flag_stands_twice_in_the_table() -> None:
    """Names and short forms are unique, as a parser needs them."""
    names = [spec.name for spec in FLAGS]
    shorts = [spec.short for spec in FLAGS if spec.short]

    assert len(names) == len(set(names))
    assert len(shorts) == len(set(shorts))
