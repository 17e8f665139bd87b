"""The count reading: what applies to everyone in a caseload, and who changes when the law does."""

from collections.abc import Callable

Step = Callable[[str, float], None]
"""Told what is worked on, and which part of all is done."""
