"""How the page is served, and the limits of what one visitor may ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

KIB = 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """rules: another rulebook folder; layers: of it that are on. caseloads: folders of cases, by the name shown.

    token: what a visitor must show; needed as soon as others can reach the page. workers: processes that compute.
    most_bytes: of a request's body. most_cases: held for one session. seconds: for one computation.
    idle_seconds: after which a session is forgotten. most_waiting: computations that may wait for a worker.
    """

    rules: Path | None = None
    layers: tuple[str, ...] = ()
    caseloads: dict[str, Path] = field(default_factory=dict)
    host: str = "127.0.0.1"
    token: str | None = None
    workers: int = 2
    most_bytes: int = 900 * KIB
    most_cases: int = 20
    most_sessions: int = 500
    most_waiting: int = 200
    seconds: float = 10.0
    long_seconds: float = 300.0
    idle_seconds: float = 4 * 3600.0


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
