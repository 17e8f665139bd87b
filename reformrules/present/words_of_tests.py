"""What the verbs `test` and `mutate` say, in Danish and English."""

from __future__ import annotations

TEST_WORDS: dict[str, tuple[str, str]] = {
    "test_case": ("sag", "case"),
    "test_expected": ("forventninger", "expected"),
    "test_failed": ("ikke opfyldt", "failed"),
    "test_empty_one": ("1 sag forventer intet: {1}", "1 case expects nothing: {1}"),
    "test_empty": ("{0} sager forventer intet: {1}", "{0} cases expect nothing: {1}"),
    "test_total_one": ("1 sag: {1} opfyldt, {2} ikke opfyldt", "1 case: {1} passed, {2} failed"),
    "test_total": ("{0} sager: {1} opfyldt, {2} ikke opfyldt", "{0} cases: {1} passed, {2} failed"),
    "test_difference": ("{0}: forventet {1}, fik {2}", "{0}: expected {1}, got {2}"),
    "mutate_rules": ("regler, tal og fakta", "rules, numbers and facts"),
    "mutate_proving": ("spørger løseren", "asking the solver"),
    "mutate_none": (
        "ingen regel, intet tal og intet faktum er anderledes end i {0}",
        "no rule, number or fact differs from {0}",
    ),
    "mutate_disproved": ("begrundet, men det holder ikke: {0}", "argued for, but not so: {0}"),
    "mutate_stale": (
        "en begrundelse for noget, der ikke overlever: {0}",
        "an argument for what does not survive: {0}",
    ),
    "mutate_failing_one": (
        "1 forventning er ikke opfyldt uden nogen ændring; den opdager intet",
        "1 expectation fails without any change; it notices nothing",
    ),
    "mutate_failing": (
        "{0} forventninger er ikke opfyldt uden nogen ændring; de opdager intet",
        "{0} expectations fail without any change; they notice nothing",
    ),
    "mutate_total": (
        "{0} mutanter: {1} opdages, {2} ændrer intet, {3} overlever, {4} overlever med en angivet grund",
        "{0} mutants: {1} noticed, {2} change nothing, {3} survive, {4} survive for a stated reason",
    ),
    "mutate_proofs": (
        "af dem, der overlever, er {0} bevist uden virkning på noget svar, en borger viser, hvad {1} ændrer, "
        "{2} står åbne",
        "of those that survive {0} are proved to change no answer, a citizen shows what {1} change, "
        "{2} are left open",
    ),
    "mutate_equal": (
        "bevist uden virkning på noget svar; den kræver ingen begrundelse",
        "proved to change no answer; it needs no argument",
    ),
    "mutate_open": ("løseren kunne ikke afgøre det: {0}", "left open by the solver: {0}"),
    "mutate_witness": (
        "en borger viser det i `{0}` den {1} under lovindstillingen `{2}`:",
        "a citizen shows it in `{0}` on {1} under the law setting `{2}`:",
    ),
    "mutate_no_case": ("ingen sag kommer i nærheden af den", "no case comes near it"),
    "mutate_hint": ("hvis loven siger det: {0}", "if the law says so: {0}"),
}  # fmt: skip
