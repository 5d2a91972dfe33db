"""How many random cases are tried, and which.

In the suite few, always the same: there the boundaries are tried one by one as well. At night (`.ci/nightly`) IG_CASES times as
many, and by IG_SEED other ones each night; a failure names them, so that the same night can be had again.
"""

import os
import random

from hypothesis import settings

TIMES = int(os.environ.get("IG_CASES", "1"))
SEED = int(os.environ.get("IG_SEED", "0"))


def cases(usual: int) -> int:
    """So many random cases."""
    return usual * TIMES


def rng(seed: int) -> random.Random:
    """The source of a test's random cases."""
    return random.Random(seed + SEED)


def examples(usual: int) -> settings:
    """Hypothesis with so many examples: in the suite the same ones each time."""
    return settings(max_examples=usual * TIMES, deadline=None, derandomize=not SEED, database=None, print_blob=True)
