"""What one person's connection has still to be sent; a slow one holds up no one else."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

MOST_BYTES: Final = 1024 * 1024


class Outbox:
    """Sends at once, or keeps what comes while the connection is full.

    More than `most` kept bytes are thrown away, all of them: when the connection is free again,
    its person is told how much was passed over, and `catch_up` gives what to show then.
    """

    def __init__(
        self,
        send: Callable[[bytes], None],
        catch_up: Callable[[int], bytes],
        *,
        most: int = MOST_BYTES,
    ) -> None:
        self._send, self._catch_up, self._most = send, catch_up, most
        self._kept: deque[bytes] = deque()
        self._size = 0
        self._lost = 0
        self._full = False

    @property
    def size(self) -> int:
        """Give how many bytes are kept."""
        return self._size

    def put(self, data: bytes) -> None:
        """Send, or keep, or throw away."""
        if not self._full:
            self._send(data)
        elif self._lost:
            self._lost += len(data)
        elif self._size + len(data) > self._most:
            self._lost = self._size + len(data)
            self._kept.clear()
            self._size = 0
        else:
            self._kept.append(data)
            self._size += len(data)

    def pause(self) -> None:
        """Note that the connection is full."""
        self._full = True

    def resume(self) -> None:
        """Note that the connection is free; sending may fill it again."""
        self._full = False
        while self._kept and not self._full:
            data = self._kept.popleft()
            self._size -= len(data)
            self._send(data)
        if self._lost and not self._full:
            lost, self._lost = self._lost, 0
            self._send(self._catch_up(lost))
