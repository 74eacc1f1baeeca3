"""The configuration of an image in a bundle: nothing in it that is named like a secret."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from bisectbuild.bundle.images import clean_config
from bisectbuild.redact.text import redact

NOTHING = partial(redact, secrets=())


def cleaned(**config: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Give a configuration gone through, when no secret is known."""
    found: dict[str, Any] = clean_config({"config": config}, NOTHING)["config"]
    return found


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("db_password=hunter2secret", "db_password"),
        ("npmToken=zzzzzzzzzz", "npmToken"),
        ("API_TOKEN=abc", "API_TOKEN"),
        ("DB_PASSWORD=p$ss'w0rd12", "DB_PASSWORD"),
        ("PASSWORD=correct horse battery", "PASSWORD"),
        ("TOKEN=a=b=", "TOKEN"),
    ],
)
def test_a_variable_named_like_a_secret_is_masked_whole(word: str, name: str) -> None:
    """Whatever its case, its length, and the signs in it; also in the history."""
    image = {
        "config": {"Env": [word, "PATH=/bin"]},
        "history": [
            {"created_by": f"ENV {word}", "comment": "buildkit.dockerfile.v0"},
            {"created_by": f"ENV A=b {word} C=d e"},
            {"created_by": f"/bin/sh -c #(nop)  ENV {word}"},
            {"created_by": f"ARG {word}"},
            {"created_by": f"RUN |2 {word} A=b c /bin/sh -c make x # buildkit"},
            {"created_by": f"|1 {word} /bin/bash -ec make"},
            {"created_by": f"RUN |1 {word} cmd /S /C make"},
        ],
    }

    found = clean_config(image, NOTHING)

    assert found["config"]["Env"] == [f"{name}=***", "PATH=/bin"]
    assert [step["created_by"] for step in found["history"]] == [
        f"ENV {name}=***",
        f"ENV A=b {name}=*** C=d e",
        f"/bin/sh -c #(nop)  ENV {name}=***",
        f"ARG {name}=***",
        f"RUN |2 {name}=*** A=b c /bin/sh -c make x # buildkit",
        f"|1 {name}=*** /bin/bash -ec make",
        f"RUN |1 {name}=***",
    ]
    assert found["history"][0]["comment"] == "buildkit.dockerfile.v0"


def test_a_label_named_like_a_secret_is_masked() -> None:
    """The others say whose the image is."""
    labels = {"token": "sekrit123", "com.example.db-password": "x", "authors": "me", "auth": ""}

    assert cleaned(Labels=labels)["Labels"] == {
        "token": "***",
        "com.example.db-password": "***",
        "authors": "me",
        "auth": "",
    }
    assert cleaned(Labels=None)["Labels"] is None


def test_commands_lose_what_they_give_to_secret_names() -> None:
    """What an image runs, and what one that is built on it will."""
    found = cleaned(
        Cmd=["serve", "--password", "hunter22", "--port", "80"],
        Entrypoint=["sh", "-c", "db_password=hunter22 && x"],
        Healthcheck={"Test": ["CMD-SHELL", "curl -u me --token hunter22 x"], "Retries": 3},
        OnBuild=["RUN npm_token=hunter22 make"],
        User="5",
    )

    assert found == {
        "Cmd": ["serve", "--password", "***", "--port", "80"],
        "Entrypoint": ["sh", "-c", "db_password=*** && x"],
        "Healthcheck": {"Test": ["CMD-SHELL", "curl -u me --token *** x"], "Retries": 3},
        "OnBuild": ["RUN npm_token=*** make"],
        "User": "5",
    }


def test_what_names_no_secret_stays_to_the_letter() -> None:
    """A container of it runs as one of the image itself."""
    image = {
        "architecture": "amd64",
        "config": {
            "Env": ["A=b c", "EMPTY=", "PASSWORD=", "PWD=/x", "odd"],
            "Cmd": None,
            "Entrypoint": [],
            "Labels": {"a": "b"},
        },
        "history": [
            {"created_by": "ENV A=b c", "empty_layer": True},
            {"created_by": "RUN /bin/sh -c echo |1 x # buildkit"},
            {"created_by": "COPY a b # buildkit"},
            {"comment": "imported"},
        ],
        "rootfs": {"type": "layers", "diff_ids": ["sha256:x"]},
    }

    assert clean_config(image, NOTHING) == image
