"""Statements that take their time: how far they are is told, and Ctrl-C is heard at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

import duckdb

from reformrules.count import Step

_LOOK = 0.1  # seconds between two looks at how far a statement is


def part_of(step: Step, name: str, done: int, of: int, part: float) -> None:
    """Tell how far several things are, of which one is done in part."""
    step(name, (done + part) / of)


class Executes(Protocol):
    """What runs statements: a connection, or one that is patient."""

    def execute(self, query: Any, parameters: Any = None) -> Any:
        """Run a statement."""

    def register(self, view_name: str, python_object: Any) -> Any:
        """Let a name stand for rows in memory."""

    def unregister(self, view_name: str) -> Any:
        """Take a name away."""


class Patient:
    """A DuckDB connection whose statements run in a thread of their own while this one listens.

    told: is called with the part that is done, 0 to 1, while a statement runs.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, told: Callable[[float], None] = lambda part: None
    ) -> None:
        self.connection, self.told = connection, told

    def execute(self, query: Any, parameters: Any = None) -> duckdb.DuckDBPyConnection:
        """As that of the connection; raises what it raises, and KeyboardInterrupt when Ctrl-C is pressed."""
        failed: list[BaseException] = []
        done = threading.Event()

        def work() -> None:
            try:
                self.connection.execute(query, parameters)
            except BaseException as error:
                failed.append(error)
            finally:
                done.set()

        worker = threading.Thread(target=work, daemon=True)
        worker.start()
        try:
            while not done.wait(_LOOK):
                self.told(max(self.connection.query_progress(), 0.0) / 100)
        except BaseException:
            self.connection.interrupt()
            worker.join()
            raise
        worker.join()
        if failed:
            raise failed[0]
        return self.connection

    def register(self, view_name: str, python_object: Any) -> None:
        """As that of the connection."""
        self.connection.register(view_name, python_object)

    def unregister(self, view_name: str) -> None:
        """As that of the connection."""
        self.connection.unregister(view_name)
