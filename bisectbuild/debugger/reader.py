"""Reading lines at a terminal: the prompt with its history, completion, toolbar and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from contextvars import copy_context
from threading import Timer

from prompt_toolkit import Application, PromptSession
from prompt_toolkit.application import get_app_or_none
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.shortcuts import CompleteStyle

from bisectbuild.debugger.complete import candidates
from bisectbuild.debugger.history import history
from bisectbuild.debugger.keys import keys
from bisectbuild.debugger.port import Workbench
from bisectbuild.debugger.signals import Gone
from bisectbuild.debugger.state import State
from bisectbuild.debugger.toolbar import toolbar
from bisectbuild.tty.text import visible

_SOON = 0.05


class _Completer(Completer):
    def __init__(self, workbench: Workbench, state: State) -> None:
        self._workbench = workbench
        self._state = state

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """Offer what fits before the cursor."""
        del complete_event
        before = document.text_before_cursor
        typed, found = candidates(self._workbench, self._state, before)
        is_word = " " not in before.lstrip()
        for text in found:
            whole = f"{text} " if is_word else text
            yield Completion(whole, start_position=-len(typed), display=visible(text))


def reader(  # noqa: PLR0913 - all that a prompt is made of
    workbench: Workbench,
    state: State,
    gone: Gone,
    *,
    prompt: str,
    hide: Callable[[str], str],
    environment: Mapping[str, str],
) -> Callable[[], str]:
    """Give what reads one line. It raises EOFError for Ctrl-D, KeyboardInterrupt for Ctrl-C."""
    session: PromptSession[str] = PromptSession(
        prompt,
        history=history(hide, environment),
        completer=_Completer(workbench, state),
        complete_style=CompleteStyle.READLINE_LIKE,
        complete_while_typing=False,
        bottom_toolbar=lambda: toolbar(workbench),
        key_bindings=keys(),
        enable_suspend=True,
        reserve_space_for_menu=0,
        color_depth=None if state.paint.on else ColorDepth.DEPTH_1_BIT,
    )
    return _Reader(session, gone)


class _Reader:
    """Reads lines; can be woken while it waits, also before its event loop runs."""

    def __init__(self, session: PromptSession[str], gone: Gone) -> None:
        self._session = session
        self._waits = False
        gone.wake = self._wake

    def __call__(self) -> str:
        """Wait for a line."""
        self._waits = True
        try:
            return self._session.prompt()
        finally:
            self._waits = False

    def _wake(self) -> bool:
        """End the wait, if there is one; once more a little later where it only begins."""
        if not self._waits:
            return False
        app = get_app_or_none()
        if app is None or app.loop is None or not app.is_running:
            Timer(_SOON, copy_context().run, (self._wake,)).start()
        else:
            with suppress(RuntimeError):
                app.loop.call_soon_threadsafe(_end, app)
        return True


def _end(app: Application[object]) -> None:
    if app.is_running and not app.is_done:
        app.exit(exception=KeyboardInterrupt())
