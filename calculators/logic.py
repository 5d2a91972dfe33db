"""Three-valued logic for the decision trace: None is unknown, and unknown never counts as no."""

Truth = bool | None


def all_of(*states: Truth) -> Truth:
    """True when all are, False when one is not, else unknown."""
    if any(state is False for state in states):
        return False
    return None if any(state is None for state in states) else True


def any_of(*states: Truth) -> Truth:
    """True when one is, False when none is, else unknown."""
    if any(state is True for state in states):
        return True
    return None if any(state is None for state in states) else False
