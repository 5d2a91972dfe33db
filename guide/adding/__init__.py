"""What `scripts/new.py` lays down: a guideline, a calculator."""
