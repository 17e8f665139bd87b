"""`python -m reformrules`."""

from reformrules.cli import main

if __name__ == "__main__":
    main()
