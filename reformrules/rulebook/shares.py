"""Shares that the law sets a limit for: what a rule file's `shares` hold."""

from __future__ import annotations

from pydantic import model_validator

from reformrules.errors import Both, Invalid
from reformrules.rulebook.models import Bilingual, Cited, Identifier, Validity


class Share(Cited):
    """A share that the law sets a limit for over all citizens of an authority: of those among whom, how many count.

    among, counted: conclusions that say of each citizen whether it is one of them, and whether it counts.
    at_most, at_least: the parameter that is the limit, in per cent. method: how the share is measured.
    """

    valid: Validity
    label: Bilingual
    among: Identifier
    counted: Identifier
    at_most: Identifier | None = None
    at_least: Identifier | None = None
    method: Bilingual

    @model_validator(mode="after")
    def _one_limit(self) -> Share:
        if (self.at_most is None) == (self.at_least is None):
            da = "angiv enten `at_most` eller `at_least`, den parameter, der er grænsen"
            raise Invalid(Both(da, "give either `at_most` or `at_least`, the parameter that is the limit"))
        return self

    @property
    def limit(self) -> str:
        """The parameter that is the limit."""
        return self.at_most or self.at_least or ""
