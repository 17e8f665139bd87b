"""The third reading: can it ever happen, for any citizen on any date?

The rulebook becomes formulas for the solver Z3. A value is a `Term` (a formula, a flag for unknown, a flag for
none), a condition a `Test` (known to hold, known not to hold); constants stay plain, so that what the law of the
day decides costs the solver nothing. The law is the same between two boundaries of the rulebook: a question is
asked once for each such stretch of days, with the evaluation date free inside it, and only of what it rests on.

Citizens come in two forms. `anybody`: each fact may have any value that its measure can give, facts read from
one entry of the record go together, and declared relations between facts hold; that is more than the records
there can be, so what no such citizen shows is proved. `somebody`: a record with a few entries for each section,
measured as the case reader does; what such a citizen shows becomes a case file and is asked of explain again.
Calendar months are stretches of days first (a month is 28 to 31 days: more than there can be), and exact where
that does not decide.
"""
