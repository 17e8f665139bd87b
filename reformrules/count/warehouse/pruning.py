"""Takes away the columns and the queries that nothing of a statement reads."""

from __future__ import annotations

from collections import defaultdict

import sqlglot.expressions as sge

from reformrules.count.warehouse.pieces import Piece, only_source, sources

Needed = defaultdict[str, set[str]]


def pruned(pieces: list[Piece], last: sge.Select, apart: bool = False) -> list[Piece]:
    """The pieces that `last` rests on, with the columns that are read; what only hands on is passed over by name.

    apart: the pieces are to be run one by one, so one that is kept stays, lest too many are run in one.
    """
    needed: Needed = defaultdict(set)
    _demand(needed, last)
    kept, instead = list[Piece](), dict[str, str]()
    for piece in reversed(pieces):
        wanted = needed[piece.name]
        if not wanted:
            continue
        _keep(piece, wanted)
        passed = None if apart and piece.kept else _passes_on(piece)
        if passed is not None:
            instead[piece.name] = passed
            needed[passed] |= wanted
            continue
        if any(isinstance(e, sge.Star) for e in piece.query.expressions):
            for table in sources(piece.query).values():
                needed[table] |= wanted - piece.own.keys()
        _demand(needed, piece.query)
        kept.append(piece)
    for query in (last, *(piece.query for piece in kept)):
        _redirect(query, instead)
    return kept[::-1]


def _demand(needed: Needed, query: sge.Select) -> None:
    """Note which columns of which tables a query reads."""
    of = sources(query)
    for column in query.find_all(sge.Column):
        for table in [of[column.table]] if column.table else of.values():
            needed[table].add(column.name)


def _keep(piece: Piece, wanted: set[str]) -> None:
    """Leave only the columns that are wanted, and the keys by which rows are gathered."""
    query = piece.query
    group = query.args.get("group")
    keys = len(group.expressions) if group else 0
    stays = [e for n, e in enumerate(query.expressions) if n < keys or _is_wanted(e, wanted)]
    query.set("expressions", stays)
    if group:
        group.set("expressions", [e.unalias().copy() for e in stays[:keys]])
    _drop_joins(query)


def _is_wanted(expression: sge.Expression, wanted: set[str]) -> bool:
    return isinstance(expression, sge.Star) or expression.alias_or_name in wanted


def _drop_joins(query: sge.Select) -> None:
    """Leave out a table that is joined to the left, a row for each citizen, of which nothing is read."""
    for join in list(query.args.get("joins") or []):
        others = (c for c in query.find_all(sge.Column) if c.table == join.alias_or_name)
        if join.side == "LEFT" and all(column.find_ancestor(sge.Join) is join for column in others):
            query.args["joins"].remove(join)


def _passes_on(piece: Piece) -> str | None:
    """The table that a piece hands on as it is, if it does nothing else."""
    source = only_source(piece)
    if source is None:
        return None
    own = piece.own
    if all(isinstance(e, sge.Column) and e.name == alias for alias, e in own.items()) and (own or piece.star):
        return str(source.name)
    return None


def _redirect(query: sge.Select, instead: dict[str, str]) -> None:
    """Read the table that another handed on."""
    for table in query.find_all(sge.Table):
        name = table.name
        while name in instead:
            name = instead[name]
        table.this.set("this", name)
