"""How a share that is not well written is refused."""

from __future__ import annotations

from typing import Any

import pytest
from support import CITED, conclusion, parameter, refusals, rule, text

FINE: dict[str, Any] = {
    **CITED, "valid": {"from": "2026-07-01"}, "label": text("left out"), "method": text("counted"), "among": "member",
    "counted": "left_out", "at_most": "ceiling",
}  # fmt: skip
LAW = {
    "conclusions": {"member": conclusion(kind="term"), "left_out": conclusion(), "many": conclusion("int")},
    "rules": {"member": rule({"member": True}), "left-out": rule({"left_out": True}), "many": rule({"many": 1})},
    "parameters": {"ceiling": parameter("int", 25, unit="percent"), "years": parameter("int", 25, unit="years")},
}


def refused(**changed: Any) -> list[str]:
    share = {key: value for key, value in {**FINE, **changed}.items() if value is not None}
    return refusals(LAW, {"shares": {"share": share}})


def test_a_share_of_known_conclusions_with_one_limit_is_taken() -> None:
    assert refused() == []


WRONG: dict[str, dict[str, Any]] = {
    "`among` names a conclusion that is yes or no, not `membr`; did you mean `member`?": {"among": "membr"},
    "`counted` names a conclusion that is yes or no, not `many`; valid: `left_out`, `member`": {"counted": "many"},
    "the limit is a parameter in percent, not `years`; valid: `ceiling`": {"at_most": "years"},
    "`share`: give either `at_most` or `at_least`, the parameter that is the limit": {"at_least": "ceiling"},
    "unknown source `ACTT`; did you mean `ACT`?": {"source": [{"id": "ACTT"}]},
    "`method` is missing": {"method": None},
}


@pytest.mark.parametrize("message", WRONG)
def test_a_share_that_cannot_be_counted_is_refused(message: str) -> None:
    assert refused(**WRONG[message]) == [message]
