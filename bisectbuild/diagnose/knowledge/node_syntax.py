"""Since which Node a piece of JavaScript or a name is known, by how an older one stumbles on it."""

from __future__ import annotations

from typing import Final

_TOKENS: Final = {
    "??=": "15",
    "||=": "15",
    "&&=": "15",
    "?": "14",
    "??": "14",
    ".": "14",
    "?.": "14",
    "#": "12",
    "{": "10",
    "*": "10",
    "function": "7.6",
    "...": "8.3",
    "static": "16.11",
    "with": "20.10",
    "**": "7",
}
_MODULES: Final = {
    "node:sqlite": "22.5",
    "node:test": "18",
    "node:stream/web": "16.5",
    "node:readline/promises": "17",
    "node:timers/promises": "16",
    "fs/promises": "14",
    "timers/promises": "15",
    "stream/web": "16.5",
    "worker_threads": "12",
    "async_hooks": "8",
    "perf_hooks": "8.5",
    "http2": "8.8",
    "inspector": "8",
}
_NAMES: Final = {
    "AbortController": "15",
    "BigInt": "10.4",
    "Blob": "18",
    "File": "20",
    "Headers": "18",
    "Iterator": "22",
    "ReadableStream": "18",
    "Request": "18",
    "Response": "18",
    "TextEncoder": "11",
    "URL": "10",
    "WebSocket": "22",
    "crypto": "19",
    "fetch": "18",
    "globalThis": "12",
    "queueMicrotask": "11",
    "structuredClone": "17",
    "CustomEvent": "19",
}
_METHODS: Final = {
    "at": "16.6",
    "replaceAll": "15",
    "flat": "11",
    "flatMap": "11",
    "fromEntries": "12",
    "matchAll": "12",
    "allSettled": "12.9",
    "hasOwn": "16.9",
    "findLast": "18",
    "toSorted": "20",
    "toReversed": "20",
    "withResolvers": "22",
    "getRandomValues": "17.4",
    "hash": "21.7",
    "styleText": "21.7",
    "parseArgs": "18.3",
    "isBuiltin": "18.6",
    "availableParallelism": "18.14",
    "stripVTControlCharacters": "16.11",
    "registerHooks": "22.15",
    "enableCompileCache": "22.1",
    "parseEnv": "20.12",
    "aborted": "18.16",
    "padStart": "8",
    "entries": "7",
    "values": "7",
}


def token(text: str) -> str:
    """Give the first Node that reads what begins with a token, "" where it is not known."""
    return _TOKENS.get(text, "")


def module(name: str) -> str:
    """Give the first Node that has a built-in module, "" where it is not known."""
    if name in _MODULES:
        return _MODULES[name]
    return "14.18" if name.startswith("node:") else ""


def name(text: str) -> str:
    """Give the first Node that has a global name, "" where it is not known."""
    return _NAMES.get(text, "")


def method(text: str) -> str:
    """Give the first Node that has a method, "" where it is not known."""
    return _METHODS.get(text, "")
