"""Entries of rulebook files as text, whole but for what a test puts in their place."""

from __future__ import annotations

from collections.abc import Mapping


def part(head: str, id_: str, defaults: Mapping[str, str], given: Mapping[str, str | None]) -> str:
    """An entry of a rulebook file. What is given replaces a default, None leaves it out, `key_` marks the key."""
    lines = {key: (key, value) for key, value in defaults.items()}
    for key, value in given.items():
        name = key.removesuffix("_")
        lines[name] = (f"»{name}" if key.endswith("_") else name, value or "")
        if value is None:
            del lines[name]
    return f"{head}:\n  {id_}:\n" + "".join(f"    {key}: {value}\n" for key, value in lines.values())


def also(text: str) -> str:
    """The entry for a file that has the heading already."""
    return text.split("\n", 1)[1]


def rule(id_: str = "extra", **given: str | None) -> str:
    defaults = {
        "valid": "{from: 2020-01-01}", "status": "in_force", "source": "[{id: ACT}]", "when": "trained",
        "then": "{young: true}", "text": "{da: a, en: b}",
    }  # fmt: skip
    return part("rules", id_, defaults, given)


def when(condition: str) -> str:
    """A rule with a condition, in the quotation marks of YAML."""
    return rule(when="'" + condition.replace("'", "''") + "'")


def obligation(**given: str | None) -> str:
    entries = {
        "of": "{da: a, en: b}", "what": "{da: a, en: b}", "at_least": "meetings_required", "counting": "meetings",
        "counted_from": "aid_since", "within": "6 months", **given,
    }  # fmt: skip
    written = ", ".join(f"{key}: {value}" for key, value in entries.items() if value is not None)
    return rule(then=None, obligation="{" + written.replace("within_", "»within") + "}")


def fact(id_: str = "extra", **given: str | None) -> str:
    text = "{da: a, en: b}"
    return part("facts", id_, {"type": "bool", "label": text, "question": text, "measure": "{field: trained}"}, given)


def conclusion(id_: str = "extra", **given: str | None) -> str:
    return part("conclusions", id_, {"kind": "right", "type": "bool", "label": "{da: a, en: b}"}, given)


def parameter(*values: str, **given: str | None) -> str:
    """A parameter with values that are in force and cite the act."""
    dated = ", ".join("{" + value + ", source: [{id: ACT}], status: in_force}" for value in values)
    return part("parameters", "extra", {"type": "int", "label": "{da: a, en: b}", "values": f"[{dated}]"}, given)


def table(*rows: str, **given: str | None) -> str:
    defaults = {
        "valid": "{from: 2020-01-01}", "status": "in_force", "source": "[{id: ACT}]", "hit": "unique",
        "concludes": "group", "inputs": "[benefit, age]", "rows": f"[{', '.join(rows)}]", "text": "{da: a, en: b}",
    }  # fmt: skip
    return part("tables", "extra", defaults, given)


ONE_ROW = "{id: a, if: ['= \"aid\"', '-'], then: one}"
OTHERWISE = "status: in_force, source: [{id: ACT}], text: {da: a, en: b}"


def person(fields: str) -> str:
    return "record: {person: {" + fields + "}, sections: {}}\n"


def section(entries: str) -> str:
    return "record: {person: {}, sections: {s: {label: {da: a, en: b}, " + entries + "}}}\n"
