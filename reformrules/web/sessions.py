"""What visitors have opened: in memory only, and gone when the session ends, is idle too long, or the server stops."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from reformrules.errors import Both, InputError, Problem
from reformrules.rulebook.status import LawSetting
from reformrules.web.settings import Settings


@dataclass(frozen=True, slots=True)
class HeldCase:
    """A case as it was opened or filled in. `name` is its pseudonym, `text` the file, `data` what the file says."""

    key: str
    name: str
    text: str
    data: dict[str, object]
    on: date
    law: LawSetting
    before: str | None = None  # the key of the case that this one is a changed copy of


@dataclass(slots=True)
class Session:
    """One visitor's cases by key, and what the policy desk holds; `seen` is the time of the last visit."""

    id: str
    seen: float
    cases: dict[str, HeldCase] = field(default_factory=dict)
    overlay: str = ""


class Sessions:
    """The sessions of all visitors. A visitor without anything opened takes no room."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._secret = secrets.token_bytes(32)
        self._held: dict[str, Session] = {}

    def __len__(self) -> int:
        return len(self._held)

    def find(self, id_: str | None) -> Session | None:
        """The session of a cookie, if there is one that has not gone idle."""
        self._forget_idle()
        session = self._held.get(id_ or "")
        if session is not None:
            session.seen = self._clock()
        return session

    def begin(self, id_: str) -> Session:
        """The session of an id, made now if it must be; raises InputError when there are too many."""
        found = self.find(id_)
        if found is None:
            if len(self._held) >= self._settings.most_sessions:
                da = "for mange har sager åbne; prøv igen senere"
                raise InputError(Problem(Both(da, "too many people have cases open; try again later")))
            found = self._held[id_] = Session(id_, self._clock())
        return found

    def end(self, id_: str) -> None:
        """Forget all that a session holds."""
        self._held.pop(id_, None)

    def hold(self, session: Session, case: HeldCase) -> HeldCase:
        """Keep a case; the one opened first goes when there are too many."""
        session.cases[case.key] = case
        while len(session.cases) > self._settings.most_cases:
            session.cases.pop(next(iter(session.cases)))
        return case

    def csrf(self, id_: str) -> str:
        """What a form of this visitor must bring back."""
        return hmac.new(self._secret, id_.encode(), hashlib.sha256).hexdigest()

    def is_from(self, id_: str, token: str) -> bool:
        """Whether a form was given to this visitor."""
        return hmac.compare_digest(self.csrf(id_).encode(), token.encode())

    def _forget_idle(self) -> None:
        limit = self._clock() - self._settings.idle_seconds
        for id_ in [id_ for id_, session in self._held.items() if session.seen < limit]:
            del self._held[id_]


def new_id() -> str:
    """A random id of a session, or a key of a case; says nothing of either."""
    return secrets.token_urlsafe(24)


def new_key() -> str:
    """The key of a case within its session."""
    return secrets.token_urlsafe(9).replace("-", "a").replace("_", "b")
