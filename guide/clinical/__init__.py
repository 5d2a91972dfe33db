"""The parts of `scripts/clinical_diff.py`: patients, trees, asking, comparing, reporting."""
