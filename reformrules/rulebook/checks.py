"""Checks of the rulebook as a whole: sources, overrides, cycles, and parameters that have a value when needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from string import Formatter

from reformrules.documents import Path
from reformrules.errors import NOTHING, Both, Place, Problem, RulebookError, nearest, quoted
from reformrules.rulebook import models as m
from reformrules.rulebook.book import Rule, Rulebook, Window, window_of
from reformrules.rulebook.figures import Figure
from reformrules.rulebook.initiatives import Initiative
from reformrules.rulebook.origins import Home
from reformrules.rulebook.statements import RegisterEntry
from reformrules.rulebook.status import LawSetting

Homes = Mapping[tuple[str, str], Home]


def check_book(book: Rulebook, homes: Homes) -> Rulebook:
    """The book with its order of evaluation; raises RulebookError with everything found wrong.

    `homes` says where the rules (key: `rules`, id) and the names (key: `names`, name) stand.
    """
    faults = (_citations, _overrides, _among, _windows, _texts, _fact_cycles, _authority, _follows, _shares, _toward)
    problems = [problem for fault in faults for problem in fault(book, homes)]
    if problems:
        raise RulebookError(*problems)
    problems = [*_parameter_runs(book, homes), *_coverage(book)]
    if problems:
        raise RulebookError(*problems)
    return replace(book, order=_order(book))


def _cited(book: Rulebook, homes: Homes) -> Iterator[tuple[m.Cited | RegisterEntry | Figure | Initiative, Home, Path]]:
    """Everything that cites, with where it stands."""
    for rule in book.rules.values():
        yield rule.cited, homes["rules", rule.id], ()
    for name, parameter in book.parameters.items():
        for index, value in enumerate(parameter.values):
            yield value, homes["names", name], ("values", index)
    for conclusion in book.conclusions.values():
        if conclusion.model.otherwise is not None:
            yield conclusion.model.otherwise, homes["names", conclusion.name], ("otherwise",)
    for id_, entry in book.register.items():
        yield entry, homes["register", id_], ()
    for id_, share in book.shares.items():
        yield share, homes["shares", id_], ()
    for id_, figure in book.figures.items():
        yield figure, homes["figures", id_], ()
    for id_, initiative in book.initiatives.items():
        yield initiative, homes["initiatives", id_], ()


def _citations(book: Rulebook, homes: Homes) -> Iterator[Problem]:
    for cited, home, keys in _cited(book, homes):
        for index, citation in enumerate(cited.source):
            if citation.id not in book.sources:
                unknown = Both("ukendt kilde ", "unknown source ") + quoted(citation.id)
                yield Problem(unknown + nearest(citation.id, book.sources), home.place(*keys, "source", index, "id"))


def _overrides(book: Rulebook, homes: Homes) -> Iterator[Problem]:
    for rule in book.rules.values():
        for index, other in enumerate(rule.overrides):
            place = homes["rules", rule.id].place("overrides", index)
            if other not in book.rules:
                none = Both("`overrides` nævner ingen regel: ", "`overrides` names no rule: ")
                yield Problem(none + quoted(other) + nearest(other, book.rules), place)
            elif rule.concludes is None:
                yield Problem(_OVERRIDES_NOTHING, place)
            elif book.rules[other].concludes != rule.concludes:
                yield Problem(_of_another(book.rules[other], rule.concludes), place)
    cycle = _cycle({r.id: set(r.overrides) & set(book.rules) for r in book.rules.values()})
    if cycle:
        round_ = Both("regler går forud for hinanden i ring: ", "rules override each other in a circle: ")
        yield Problem(round_ + " -> ".join(cycle), homes["rules", cycle[0]].place("overrides"))


_OVERRIDES_NOTHING = Both(
    "en pligt går ikke forud for noget; brug `unless`", "an obligation overrides nothing; use `unless`"
)


def _of_another(other: Rule, concludes: str) -> Both:
    its = NOTHING + f"`{other.concludes}`" if other.concludes else Both("intet", "nothing")
    says = Both(f"`{other.id}` konkluderer ", f"`{other.id}` concludes ") + its
    return says + Both(
        f", og en regel, der konkluderer `{concludes}`, kan ikke gå forud for den",
        f" and cannot be overridden by a rule that concludes `{concludes}`",
    )


def _cycle(graph: dict[str, set[str]]) -> list[str]:
    """A circle in what names what, read forward from the first name by the alphabet."""
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        found = [str(name) for name in reversed(error.args[1])][:-1]
        first = found.index(min(found))
        return [*found[first:], *found[:first], found[first]]
    return []


def _authority(book: Rulebook, homes: Homes) -> Iterator[Problem]:
    """What the law asks of authorities hangs on no citizen: the calendar answers it without a case."""
    for name, conclusion in book.conclusions.items():
        if conclusion.model.kind != "authority":
            continue
        facts = sorted(book.rests_on(name) & book.facts.keys())
        if facts:
            da = f"`{name}` er af slagsen `authority` og må ikke hvile på oplysninger i en sag: "
            en = f"`{name}` is of kind `authority` and must not rest on facts of a case: "
            yield Problem(Both(da, en) + ", ".join(facts), homes["names", name].place())


def _follows(book: Rulebook, homes: Homes) -> Iterator[Problem]:
    """A conclusion follows a finding that its rules name."""
    for name, conclusion in book.conclusions.items():
        leader = conclusion.model.follows
        named = [n for n in conclusion.names if n in book.conclusions and book.conclusions[n].model.kind != "term"]
        if leader is not None and leader not in named:
            follows = Both(f"`{name}` følger ", f"`{name}` follows ") + quoted(leader)
            but = Both(
                ", men dens regler nævner intet emne af det navn", ", but its rules name no finding of that name"
            )
            yield Problem(follows + but + nearest(leader, named), homes["names", name].place("follows"))


def _toward(book: Rulebook, homes: Homes) -> Iterator[Problem]:
    """A number is on its way to a parameter or a conclusion of its own type and unit."""
    for name, conclusion in book.conclusions.items():
        goal = conclusion.model.toward
        if goal is None:
            continue
        others = [n for n in (*book.parameters, *book.conclusions) if n != name]
        same = [n for n in others if book.scope(n) == conclusion.type]
        if conclusion.type.kind != "number" or goal not in same:
            yield Problem(_TOWARD + quoted(goal) + nearest(goal, same), homes["names", name].place("toward"))


_TOWARD = Both(
    "`toward` nævner ingen parameter eller konklusion med samme enhed: ",
    "`toward` names no parameter or conclusion of the same unit: ",
)


def _shares(book: Rulebook, homes: Homes) -> Iterator[Problem]:
    """A share counts citizens by conclusions that are yes or no, and its limit is a number of per cent."""
    for id_, share in book.shares.items():
        for key, name in (("among", share.among), ("counted", share.counted)):
            valid = [other for other, c in book.conclusions.items() if c.model.type == "bool"]
            if name not in valid:
                da = f"`{key}` nævner en konklusion, der er ja eller nej, ikke "
                wanted = Both(da, f"`{key}` names a conclusion that is yes or no, not ")
                yield Problem(wanted + quoted(name) + nearest(name, valid), homes["shares", id_].place(key))
        percent = [name for name, p in book.parameters.items() if p.unit == "percent"]
        if share.limit not in percent:
            wanted = Both("grænsen er en parameter i procent, ikke ", "the limit is a parameter in percent, not ")
            place = homes["shares", id_].place("at_most" if share.at_most else "at_least")
            yield Problem(wanted + quoted(share.limit) + nearest(share.limit, percent), place)
        message = _backward(window_of(share))
        if message:
            yield Problem(message, homes["shares", id_].place("valid", "until"))


def _among(book: Rulebook, homes: Homes) -> Iterator[Problem]:
    """The values that a conclusion left open is one of are values it can have."""
    for rule in book.rules.values():
        among = rule.because.among if rule.because else []
        valid = (book.conclusions[rule.concludes].model.one_of or {}) if rule.concludes else {}
        for value in among:
            if value not in valid:
                none = Both(f" er ikke en værdi af `{rule.concludes}`", f" is not a value of `{rule.concludes}`")
                yield Problem(
                    "`among`: " + (quoted(value) + none) + nearest(value, valid), homes["rules", rule.id].place()
                )


def _windows(book: Rulebook, homes: Homes) -> Iterator[Problem]:
    for rule in book.rules.values():
        message = _backward(rule.window)
        if message:
            yield Problem(message, homes["rules", rule.id].place("valid", "until"))
    for name, parameter in book.parameters.items():
        for index, value in enumerate(parameter.values):
            message = _backward(window_of(value))
            if message:
                yield Problem(message, homes["names", name].place("values", index, "until"))


def _backward(window: Window) -> Both | None:
    if window.end is None or window.end > window.start:
        return None
    return Both(
        f"`until` {window.end} er ikke efter `from` {window.start}; `until` er den første dag uden det",
        f"`until` {window.end} is not after `from` {window.start}; `until` is the first day without it",
    )


def _parameter_runs(book: Rulebook, homes: Homes) -> Iterator[Problem]:
    """Values of one parameter follow each other without gap and overlap, under every law setting."""
    for name, parameter in book.parameters.items():
        reported: set[Both] = set()
        for setting in LawSetting:
            for index, message in _run_faults(_visible(parameter, setting), setting):
                if message not in reported:
                    reported.add(message)
                    place = homes["names", name].place("values", index, "from")
                    yield Problem(f"parameter `{name}`: " + message, place)


def _visible(parameter: m.Parameter, setting: LawSetting) -> list[tuple[int, Window]]:
    seen = [(i, window_of(v)) for i, v in enumerate(parameter.values) if v.status <= setting.floor]
    seen = [(i, w) for i, w in seen if (end := w.end_under(setting)) is None or end > w.start]
    return sorted(seen, key=lambda item: item[1].start)


def _run_faults(values: list[tuple[int, Window]], setting: LawSetting) -> Iterator[tuple[int, Both]]:
    """What is wrong between one value and the next, with the index of the later one as written."""
    for (_, before), (index, after) in pairwise(values):
        end = before.end_under(setting)
        if end is None:
            remedy = _GIVE_END if before.end is None else _end_not_counted(before, setting)
            yield index, _overlap(f"{before.start}", f"{before.start}", after) + remedy
        elif end > after.start:
            runs = _overlap(f"{before.start} indtil {end}", f"{before.start} until {end}", after)
            yield index, runs + Both("; lad den slutte der", "; end it there")
        elif end < after.start:
            none = Both(f"ingen værdi fra {end} indtil {after.start}", f"no value from {end} until {after.start}")
            yield index, none + Both("; tilføj en, ", "; add one, ") + _OR_WHY


def _overlap(da: str, en: str, after: Window) -> Both:
    start = after.start
    return Both(f"værdien fra {da} overlapper den fra {start}", f"the value from {en} overlaps the one from {start}")


def _end_not_counted(before: Window, setting: LawSetting) -> Both:
    status = before.end_status.name
    return Both(
        f"; under `{setting}` tæller dens slutning, `{status}`, ikke",
        f"; under the law setting `{setting}` its end, `{status}`, does not count",
    )


_GIVE_END = Both("; giv den et `until`", "; give it an `until`")
_OR_WHY = Both("eller en grund til, at der ingen er", "or a reason why there is none")


def _coverage(book: Rulebook) -> Iterator[Problem]:
    """A rule in force reads only parameters that have a value (or a stated reason why not) on every such day."""
    lacking: dict[tuple[str, date], list[Rule]] = {}
    for rule in book.rules.values():
        for name in sorted(parameters_of(book, rule)):
            missing = _first_day_without(book, name, rule)
            if missing is not None:
                lacking.setdefault((name, missing), []).append(rule)
    for (name, missing), rules in lacking.items():
        yield Problem(_without_value(name, missing, rules), rules[0].place)


def _without_value(name: str, day: date, rules: list[Rule]) -> Both:
    more = len(rules) - 1
    what = Both(
        f"parameter `{name}` har ingen værdi den {day}, hvor reglen `{rules[0].id}`",
        f"parameter `{name}` has no value on {day}, when the rule `{rules[0].id}`",
    )
    holds = (
        Both(f" og {more} til gælder", f" and {more} more are in force") if more else Both(" gælder", " is in force")
    )
    return what + holds + Both("; tilføj en værdi, ", "; add a value, ") + _OR_WHY


def parameters_of(book: Rulebook, rule: Rule) -> set[str]:
    """The parameters a rule reads itself or through the measures of its facts."""
    measured_by = (book.measured_by(name) for name in rule.names if name in book.facts)
    return {name for name in rule.names.union(*measured_by) if name in book.parameters}


def _first_day_without(book: Rulebook, name: str, rule: Rule) -> date | None:
    for setting in LawSetting:
        if rule.status > setting.floor:
            continue
        end = rule.window.end_under(setting)
        days = [rule.window.start, *(b for b in book.boundaries if rule.window.start < b)]
        for day in days:
            if (end is None or day < end) and book.parameter_value(name, day, setting) is None:
                return day
    return None


def _texts(book: Rulebook, homes: Homes) -> Iterator[Problem]:
    """Every `{name}` in a text is a name of the rulebook, or a part of the finding."""
    names = {*book.facts, *book.parameters, *book.conclusions, "evaluation_date"}
    for rule in book.rules.values():
        own = _OBLIGATION_WORDS if rule.obligation else _ANSWER_WORDS
        for lang in ("da", "en"):
            place = homes["rules", rule.id].place("text", lang)
            yield from _template_faults(rule.text.in_(lang), own | names, place)
    for conclusion in book.conclusions.values():
        if conclusion.model.otherwise is not None:
            for lang in ("da", "en"):
                place = homes["names", conclusion.name].place("otherwise", "text", lang)
                text = conclusion.model.otherwise.text.in_(lang)
                yield from _template_faults(text, _ANSWER_WORDS | names, place)


def _template_faults(text: str, valid: Set[str], place: Place) -> Iterator[Problem]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        yield Problem(_LONE_BRACE, place)
        return
    for _, name, form, conversion in parts:
        if form or conversion:
            only = Both("kun et navn er gyldigt i krøllede parenteser, ikke ", "only a name is valid in braces, not ")
            yield Problem(only + quoted(f"{{{name}…}}"), place)
        elif name is not None and name not in valid:
            names = Both("teksten nævner ", "the text names ") + quoted(f"{{{name}}}")
            yield Problem(names + Both(", som er ukendt", ", which is unknown") + nearest(name, valid), place)


_LONE_BRACE = Both(
    "en krøllet parentes står alene; skriv `{navn}` for en værdi, `{{` og `}}` for parenteser",
    "a brace stands alone; write `{name}` for a value, `{{` and `}}` for braces",
)


def _fact_cycles(book: Rulebook, homes: Homes) -> Iterator[Problem]:
    """A measure that looks at the day of another fact must not, in the end, look at its own."""
    days = {name: book.measures.get(f"{name}.day") for name in book.facts}
    cycle = _cycle({name: set(node.names) & set(book.facts) for name, node in days.items() if node})
    if cycle:
        round_ = Both("oplysninger måles fra hinanden i ring: ", "facts are measured from each other in a circle: ")
        key = "on" if book.facts[cycle[0]].measure.on else "since"
        yield Problem(round_ + " -> ".join(cycle), homes["names", cycle[0]].place("measure", key))


_ANSWER_WORDS = frozenset({"outcome"})
_OBLIGATION_WORDS = frozenset({"required", "done", "deadline", "first_by", "counted_from", "of", "what"})


def _order(book: Rulebook) -> tuple[str, ...]:
    """Conclusions so that each comes after those it reads; raises RulebookError for a cycle."""
    graph = {name: set(c.names) & set(book.conclusions) for name, c in book.conclusions.items()}
    cycle = _cycle(graph)
    if cycle:
        place = book.conclusions[cycle[0]].place
        round_ = Both("konklusioner hviler på hinanden i ring: ", "conclusions rest on each other in a circle: ")
        raise RulebookError(Problem(round_ + " -> ".join(cycle), place))
    return tuple(TopologicalSorter(graph).static_order())
