"""The printed answer: what a caseworker must do comes first, and nothing on the page is cut off."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from rich.console import Console

from reformrules.explain.findings import Finding, Question, SourceRef, State, Text, Undetermined
from reformrules.present.text import print_findings, print_undetermined


def word(text: str) -> Text:
    return Text(text, text)


def finding(subject: str, kind: str = "obligation", **more: Any) -> Finding:
    given: dict[str, Any] = {
        "label": word(subject), "outcome": "open", "outcome_text": word("open"), "status": "in_force",
        "legal_check": False, "rule": subject, "rules": [subject], "concept": "any",
        "sources": [SourceRef("ACT", "§ 1", "An act", None)],
        "text": word(f"About {subject}."), "because": [], "facts": [], **more,
    }  # fmt: skip
    return Finding(kind, subject, **given)


def duty(subject: str, state: State, day: int, done: int = 0) -> Finding:
    return finding(subject, state=state, of=word("they"), what=word("it"), required=1, done=done,
                   outcome_text=word(state), deadline=date(2026, 5, day))  # fmt: skip


def open_question(subject: str, kind: str) -> Undetermined:
    return Undetermined(
        kind, subject, word(subject), "missing_input", word("It is missing."), [], [], [Question("x", word("What?"))]
    )


def printed(*findings: Finding) -> str:
    page = io.StringIO()
    print_findings(Console(file=page, width=100), list(findings), date(2026, 5, 20), "en")
    return page.getvalue()


def test_what_is_still_to_be_done_comes_before_what_is_done() -> None:
    page = printed(duty("done-one", "met", 1, 1), duty("due-one", "due", 28), duty("overdue-one", "overdue", 10))
    assert page.index("overdue-one") < page.index("due-one", page.index("overdue-one") + 20) < page.index("done-one")


def test_what_was_done_too_late_counts_only_what_was_done_in_time() -> None:
    page = printed(duty("late-one", "late", 1))
    assert "0 of 1" in page
    assert "in time" in page


def test_the_name_of_a_rule_is_never_cut_off() -> None:
    name = "a-rule-with-a-name-so-long-that-it-fills-a-line-of-its-own-and-more-than-that"
    assert f"[{name}]" in "".join(printed(duty(name, "due", 28)).split())


def test_what_holds_for_everybody_comes_after_what_is_said_of_the_citizen() -> None:
    general, own = (
        finding("general", "scheme_status"),
        finding("own", "scheme_status", because=[word("the citizen's course")]),
    )
    page = printed(general, own)
    assert page.index("own: open") < page.index("For everybody") < page.index("general: open")


def test_a_long_list_of_what_waits_for_facts_is_cut_short_with_the_rest_counted() -> None:
    page = io.StringIO()
    waiting = [open_question(f"one-{number}", "right") for number in range(15)]
    waiting.append(open_question("a group", "target_group"))
    print_undetermined(Console(file=page, width=100), waiting, "en")
    said = " ".join(page.getvalue().split())
    assert "Missing information (16): a group; one-0;" in said
    assert "one-10 and 4 more" in said
