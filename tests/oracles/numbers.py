"""Rounding and writing of exact fractions, shared by the oracles."""

from fractions import Fraction


def half_up(value: Fraction, step: Fraction) -> Fraction:
    """To the nearest multiple of `step`; a tie goes away from zero.

    Reading: "half up" is the name the decimal module gives to "ties away from zero",
    so -6.25 becomes -6.3. It matters only for a negative deviation.
    """
    steps = abs(value) / step
    whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    return whole * step if value >= 0 else -whole * step


def down(value: Fraction, step: Fraction) -> Fraction:
    return (value / step).__floor__() * step


def up_to_whole(value: Fraction) -> int:
    return value.__ceil__()


def plain(value: Fraction | int, places: int = 2) -> str:
    """A plain decimal string: a point, no exponent, no trailing zeros, no minus zero."""
    scaled = Fraction(value) * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"{value} has more than {places} decimals")
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".") if places else digits
    return "-" + text if scaled < 0 else text


def shown(value: Fraction, places: int) -> str:
    """Rounded once, half up, and written."""
    return plain(half_up(value, Fraction(1, 10**places)), places)
