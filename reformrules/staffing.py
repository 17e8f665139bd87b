"""What the hours of staff are reckoned with, where nobody says otherwise."""

MINUTES_PER_TALK = 45  # of staff, preparation and notes included; a choice, to be changed where it is asked for
