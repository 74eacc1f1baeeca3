"""Keys that type a word: those of other debuggers."""

from __future__ import annotations

from typing import Final

from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

KEYS: Final = {"f1": "help", "f2": "shell", "f5": "continue", "f10": "next", "f11": "step"}


def keys() -> KeyBindings:
    """Give the bindings; each key types its word in place of the line, and enters it."""
    bindings = KeyBindings()
    for key, word in KEYS.items():
        _bind(bindings, key, word)
    return bindings


def _bind(bindings: KeyBindings, key: str, word: str) -> None:
    @bindings.add(key)
    def press(event: KeyPressEvent) -> None:
        event.current_buffer.text = word
        event.current_buffer.validate_and_handle()
