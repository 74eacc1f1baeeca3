from __future__ import annotations

import pytest

from bisectbuild.errors import UsageError
from bisectbuild.questions.package import Wanted, package, parse_package
from tests.support.question_box import NOBODY, Box, Told, needs_root

STATUS = """Package: curl
Status: install ok installed
Architecture: amd64
Version: 7.88.1-10+deb12u8
Description: command line tool
 Package: wget
 Version: 9.9

Package: git
Status: install ok installed
Architecture: amd64
Version: 1:2.39.5-0+deb12u1

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1.0

Package: libc6
Status: install ok installed
Architecture: i386
Version: 2.36-9
"""
APK = """C:Q1abc=
P:musl
V:1.2.5-r0
A:x86_64

P:busybox
V:1.36.1-r29
"""


@pytest.fixture
def layer(here: Box) -> Box:
    """Give a folder that holds packages of every manager but rpm."""
    here.write("var/lib/dpkg/status", STATUS)
    here.write("var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a-0+deb12u1\n")
    here.write("var/lib/dpkg/status.d/tzdata.md5sums", "Package: no\nVersion: 1\n")
    here.write("lib/apk/db/installed", APK)
    site = "usr/lib/python3.11/site-packages"
    here.write(f"{site}/Foo_Bar.baz-1.2.0.dist-info/METADATA")
    here.write(f"{site}/PyYAML-6.0-py3.11.egg-info")
    here.write(
        f"{site}/mine.egg-info/PKG-INFO", "Metadata-Version: 2.1\nName: mine\nVersion: 0.3\n"
    )
    here.write("opt/app/lib/python3.12/site-packages/inapp-2.0.dist-info/METADATA")
    here.write("work/.venv/lib/python3.12/site-packages/invenv-3.1.dist-info/METADATA")
    here.write(
        "usr/lib/node_modules/@vue/cli/package.json",
        '{"engines": {"version": "9"}, "a": ["version", "8"], "x\\"y": ":",\n'
        ' "version" : "5.0.8", "name": "@vue/cli"}',
    )
    here.write("node_modules/left-pad/package.json", '{"name":"left-pad","version":"1.3.0"}')
    here.write("node_modules/odd/package.json", "{}")
    return here


def ask(layer: Box, text: str, **env: str) -> Told:
    """Ask the layer in the folder, with a PATH that leads nowhere but for what is given."""
    return layer.ask(package(text, root=str(layer.folder)), env={"PATH": "/nowhere", **env})


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("curl", "apt curl 7.88.1-10+deb12u8"),
        ("curl=7.88.1-10+deb12u8", "apt curl 7.88.1-10+deb12u8"),
        ("curl=7", "apt curl 7.88.1-10+deb12u8"),
        ("curl=7.88.1", "apt curl 7.88.1-10+deb12u8"),
        ("curl=7.88.1-10", "apt curl 7.88.1-10+deb12u8"),
        ("git=2.39", "apt git 1:2.39.5-0+deb12u1"),
        ("git=1:2.39", "apt git 1:2.39.5-0+deb12u1"),
        ("apt:curl", "apt curl 7.88.1-10+deb12u8"),
        ("dpkg:curl==7.88", "apt curl 7.88.1-10+deb12u8"),
        ("libc6:i386", "apt libc6:i386 2.36-9"),
        ("tzdata=2024a", "apt tzdata 2024a-0+deb12u1"),
        ("musl", "apk musl 1.2.5-r0"),
        ("apk:busybox=1.36", "apk busybox 1.36.1-r29"),
        ("foo.bar_baz", "pip foo.bar_baz 1.2.0"),
        ("pip:FOO-BAR-BAZ=1.2", "pip FOO-BAR-BAZ 1.2.0"),
        ("pyyaml=6", "pip pyyaml 6.0"),
        ("mine=0.3", "pip mine 0.3"),
        ("inapp", "pip inapp 2.0"),
        ("invenv=3", "pip invenv 3.1"),
        ("@vue/cli=5", "npm @vue/cli 5.0.8"),
        ("npm:left-pad=1.3.0", "npm left-pad 1.3.0"),
        ("odd", "npm odd ?"),
    ],
)
def test_a_package_is_found_in_the_lists_of_its_manager(text: str, seen: str, layer: Box) -> None:
    """With its version, which may be longer than what was asked for."""
    told = ask(layer, text)

    assert (told.code, told.output) == (0, f"{seen}\n")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("curl=8", "there is apt curl 7.88.1-10+deb12u8, not 8"),
        ("curl=7.8", "there is apt curl 7.88.1-10+deb12u8, not 7.8"),
        ("curl=7.88.1-1", "there is apt curl 7.88.1-10+deb12u8, not 7.88.1-1"),
        ("@vue/cli=9", "there is npm @vue/cli 5.0.8, not 9"),
        ("wget", "there is no package wget (apt, apk, rpm, pip, npm)"),
        ("cur", "there is no package cur (apt, apk, rpm, pip, npm)"),
        ("gone", "there is no package gone (apt, apk, rpm, pip, npm)"),
        ("apk:curl", "there is no package curl (apk)"),
        ("rpm:curl", "there is no package curl (rpm)"),
        ("libc6:amd64", "there is no package libc6:amd64 (apt)"),
        ("cli", "there is no package cli (apt, apk, rpm, pip, npm)"),
    ],
)
def test_what_is_not_there_in_that_version_is_bad(text: str, seen: str, layer: Box) -> None:
    """With what is there instead."""
    told = ask(layer, text)

    assert (told.code, told.output) == (1, f"{seen}\n")


def test_an_empty_layer_has_no_packages(here: Box) -> None:
    """Nor anything that could not be read."""
    assert ask(here, "curl").code == 1


def test_programs_on_the_path_tell_where_their_packages_are(layer: Box) -> None:
    """Of an interpreter that lies anywhere."""
    layer.write("deep/conda/lib/python3.9/site-packages/deep-1.0.dist-info/METADATA")
    layer.write("deep/node/lib/node_modules/far/package.json", '{"version":"2.0.0"}')
    layer.write("own/extra-4.0.dist-info/METADATA")
    path = f"{layer.folder}/deep/conda/bin:{layer.folder}/deep/node/bin"

    assert ask(layer, "deep").code == 1
    assert ask(layer, "deep", PATH=path).output == "pip deep 1.0\n"
    assert ask(layer, "far=2", PATH=path).output == "npm far 2.0.0\n"
    assert ask(layer, "extra", PYTHONPATH=f"{layer.folder}/own").output == "pip extra 4.0\n"


RPM = """#!/bin/sh
case "$1 $5" in
"--version ") echo "RPM version 4.16";;
"-q curl") echo "7.76.1-29.el9";;
"-q broken") echo "error: cannot open Packages" >&2; exit 1;;
*) echo "package $5 is not installed"; exit 1;;
esac
"""


def test_a_list_of_rpm_is_read_by_the_rpm_of_the_layer(here: Box) -> None:
    """What that cannot read cannot be tested."""
    here.write("var/lib/rpm/rpmdb.sqlite")
    here.write("bin/rpm", RPM, 0o755)
    path = {"PATH": f"/nowhere:{here.folder}/bin"}

    assert ask(here, "curl=7.76", **path).output == "rpm curl 7.76.1-29.el9\n"
    assert ask(here, "curl=8", **path).code == 1
    assert ask(here, "wget", **path).code == 1
    assert ask(here, "broken", **path).code == 125


@pytest.mark.parametrize("text", ["", "#!/bin/sh\necho BusyBox; exit 1\n"])
def test_a_list_of_rpm_without_an_rpm_cannot_be_tested(text: str, here: Box) -> None:
    """A busybox has something of that name that is none."""
    here.write("usr/lib/sysimage/rpm/Packages.db")
    if text:
        here.write("bin/rpm", text, 0o755)

    told = ask(here, "curl", PATH=f"{here.folder}/bin")

    assert told.code == 125
    assert "there is no rpm to read it with" in told.line
    assert ask(here, "pip:curl").code == 1


def test_a_list_that_the_user_may_not_read_cannot_be_tested(layer: Box) -> None:
    """Unless another manager knows the package."""
    needs_root()
    (layer.folder / "var/lib/dpkg/status").chmod(0o600)

    for text, code in (("curl", 125), ("musl", 0), ("apk:curl", 1)):
        assert layer.ask(package(text, root=str(layer.folder)), user=NOBODY).code == code, text


@pytest.mark.parametrize(
    "text",
    ["", "=1", "curl=", "a b", "a;b", "$(x)", "-n", "apt:", "pip:a:b", "@scope", "a'b", "curl=1 2"],
)
def test_what_can_be_no_package_is_refused(text: str) -> None:
    """It never reaches a shell."""
    with pytest.raises(UsageError) as refused:
        package(text)
    assert "--package" in refused.value.hint


def test_a_prefix_names_the_manager() -> None:
    """Another one is the architecture's business."""
    assert parse_package("deb:curl=7") == Wanted(name="curl", version="7", manager="apt")
    assert parse_package("libc6:amd64") == Wanted(name="libc6:amd64")
    assert parse_package("npm:@vue/cli") == Wanted(name="@vue/cli", manager="npm")
    assert package("curl=7").title == "--package curl=7"
