"""How pages are made from templates: every text escaped, and nothing left out in silence."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined


def environment(*packages: str, indented: bool = False) -> Environment:
    """The templates of some packages; indented: blanks before a block are the template's own."""
    loader = ChoiceLoader([PackageLoader(package) for package in packages])
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=indented
    )
