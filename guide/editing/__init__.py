"""What `scripts/check.py` looks for, one module a kind; each check is a function of pages that yields findings."""
