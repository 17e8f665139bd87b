"""An excerpt of the rulebook answers what it was made for as the whole does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import examples, explainer_of
from worlds import world

from reformrules.errors import InputError
from reformrules.explain.findings import Answer
from reformrules.rulebook.book import Rulebook
from reformrules.rulebook.excerpt import excerpt
from reformrules.strategies import cases, evaluation_dates, law_settings


def findings_of(book: Rulebook) -> list[str]:
    return [n for n, c in book.conclusions.items() if c.model.is_finding] + [rule.id for rule in book.obligations]


def said(answer: Answer, asked: set[str]) -> list[Any]:
    told: list[Any] = [*answer.findings, *answer.law_so_far, *answer.undetermined]
    return [one for one in told if one.subject in asked]


@examples(20, 60)
@given(st.data())
def test_an_excerpt_says_of_its_findings_what_the_whole_rulebook_says(data: st.DataObject) -> None:
    asked = data.draw(st.sets(st.sampled_from(findings_of(world())), min_size=1, max_size=3))
    part = excerpt(world(), sorted(asked))
    case, on, law = data.draw(cases(world())), data.draw(evaluation_dates(world())), data.draw(law_settings())
    whole = explainer_of(world()).check(case, on, law)
    assert said(explainer_of(part).check(case, on, law), asked) == said(whole, asked)


def test_an_excerpt_has_no_other_rules_than_its_findings_rest_on() -> None:
    name = findings_of(world())[0]
    part = excerpt(world(), [name])
    assert set(part.conclusions) == {name, *world().rests_on(name)} & world().conclusions.keys()
    assert {rule.concludes for rule in part.rules.values()} <= part.conclusions.keys()


def test_a_name_that_is_no_finding_is_refused_with_the_nearest() -> None:
    name = findings_of(world())[0]
    with pytest.raises(InputError, match=f"the rulebook has no finding `{name}x`; did you mean `{name}`"):
        excerpt(world(), [f"{name}x"])
