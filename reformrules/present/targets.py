"""The figures of a synthetic caseload, published and achieved side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from reformrules.explain.wording import value_text
from reformrules.present.words import say
from reformrules.synthetic.caseload import Synthesis
from reformrules.synthetic.targets import Achieved


def print_targets(
    console: Console, made: Synthesis, targets: list[Achieved], rows: Mapping[str, int], out: Path, lang: str
) -> None:
    """Print what was made, and how near it comes to the figures."""
    head = f"{made.plan.name.in_(lang)}: {say('citizens', lang, value_text(made.size, lang))}"
    console.print(Text(f"{head}   {say('up_to', lang)}: {value_text(made.on, lang)}   {say('seed', lang)}: {made.seed}",
                       "bold"))  # fmt: skip
    console.print(Text(f"{out}: {say('rows', lang, value_text(sum(rows.values()), lang))}"))
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for title in ("figure", "period", "published", "target", "achieved", "number"):
        table.add_column(say(title, lang), justify="left" if title in ("figure", "period") else "right")
    for one in targets:
        published = f"{one.published} {one.unit.in_(lang)}" if one.unit else one.published
        table.add_row(one.label.in_(lang), one.period or "", published, _share(one.target, lang),
                      _share(one.achieved, lang), value_text(one.citizens, lang))  # fmt: skip
    console.print(table)


def _share(share: float, lang: str) -> str:
    text = f"{100 * share:.1f} %"
    return text.replace(".", ",") if lang == "da" else text
