"""What is told of several schemes in Danish is told in the plural."""

from __future__ import annotations

from support import shipped

PLURAL = ("nye ", "de ")
"""How a label of several begins."""

SINGULAR = {"åben", "åbent", "lukket"}


def test_several_schemes_are_open_or_closed_in_the_plural() -> None:
    models = [conclusion.model for conclusion in shipped().conclusions.values()]
    several = [model for model in models if model.one_of and model.label.da.startswith(PLURAL)]
    assert several
    wrong = [
        (model.label.da, value.da)
        for model in several
        for value in (model.one_of or {}).values()
        if value.da.split()[0] in SINGULAR
    ]
    assert not wrong
