"""Images whose tags moved elsewhere or ended, and where to look now."""

from __future__ import annotations

from typing import Final

# By the beginning of the name, without the registry `docker.io` and its `library`.
_MOVED: Final[dict[str, str]] = {
    "adoptopenjdk": "eclipse-temurin",
    "base/archlinux": "archlinux",
    "base/devel": "archlinux:base-devel",
    "bitnami/": "bitnamilegacy/",
    "consul": "hashicorp/consul",
    "java": "eclipse-temurin",
    "k8s.gcr.io/": "registry.k8s.io/",
    "mcr.microsoft.com/dotnet/core/": "mcr.microsoft.com/dotnet/",
    "microsoft/aspnetcore": "mcr.microsoft.com/dotnet/aspnet",
    "microsoft/dotnet": "mcr.microsoft.com/dotnet/",
    "microsoft/mssql": "mcr.microsoft.com/mssql/",
    "microsoft/windowsservercore": "mcr.microsoft.com/windows/servercore",
    "nodejs": "node",
    "openjdk": "eclipse-temurin",
    "python3": "python",
    "resin/": "balenalib/",
    "vault": "hashicorp/vault",
}


def moved_to(reference: str) -> str:
    """Say where an image is now, "" where nothing is known. The reference is a short one."""
    name = reference.partition("@")[0]
    head, _, last = name.rpartition("/")
    name = f"{head}/{last.partition(':')[0]}" if head else last.partition(":")[0]
    for old, new in _MOVED.items():
        if name == old or name.startswith(old if old.endswith("/") or "/" in old else f"{old}/"):
            return new
    return ""
