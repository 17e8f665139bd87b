"""Danish employment law in the reform years as dated, cited rules."""

__version__ = "0.1.0"
