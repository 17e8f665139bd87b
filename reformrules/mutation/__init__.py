"""Law mutation: the rulebook changed in one small place at a time, and whether some case notices.

It stands beside the readings, not in `prove`: it needs the reference interpreter of `explain` and the
expectations of the cases, and the readings know nothing of each other.
"""
