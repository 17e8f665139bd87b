"""Where an answer is printed."""

from __future__ import annotations

import sys

from rich.console import Console

PAGE_WIDTH = 100


def page_console() -> Console:
    """The screen as it is, or a page of a fixed width when the output goes to a file or a pipe."""
    return Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else PAGE_WIDTH)
