"""What the presentation of proofs says, in Danish and English."""

from __future__ import annotations

PROOF_WORDS: dict[str, tuple[str, str]] = {
    "enacted": ("gældende", "in force"),
    "proofs": ("Beviser", "Proofs"),
    "proofs_lead": (
        "{0} bevist, {1} modbevist, {2} uafgjort, på {3} sekunder i alt; regelsamling {4}; lovindstilling: {5}",
        "{0} proved, {1} refuted, {2} left open, in {3} seconds in all; rulebook {4}; law setting: {5}",
    ),
    "proving": ("beviser", "proving"),
    "proved": ("Bevist", "Proved"),
    "refuted": ("Modbevist", "Refuted"),
    "proofs_open": ("Uafgjort", "Left open"),
    "proofs_witness": (
        "Det kan ske: borgeren i sagsfilen nedenfor, den {0}, efter loven til og med: {1}.",
        "It can happen: the citizen of the case file below, on {0}, by the law down to: {1}.",
    ),
    "proofs_said": ("Hvad sagen giver", "What the case comes to"),
    "proofs_approximate": (
        "Disse størrelser måtte have enhver værdi, også nogle, som ingen sag kan vise; det, der er bevist, gælder "
        "desto mere: {0}",
        "These measures could have any value, some of which no case can show; what is proved holds all the more: {0}",
    ),
    "proofs_time_out": ("tiden slap op", "time ran out"),
    "proofs_not_replayed": (
        "løseren fandt en borger, men forklaringen bekræfter det ikke",
        "the solver found a citizen, but the explanation does not confirm it",
    ),
    "proofs_no_witness": (
        "intet bevis, og ingen borger med få oplysninger, som det sker for",
        "no proof, and no citizen with a few entries to whom it happens",
    ),
    "proofs_outcome": ("Svar", "Answer"),
    "kind_guarantee": ("garantier", "guarantees"),
}
