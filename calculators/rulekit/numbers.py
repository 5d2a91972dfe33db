"""Rounding and plain decimal strings. Exact until the end, then once."""

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

# Inputs have at most 12 digits and rules multiply a handful of them: 60 digits keep products exact
# and quotients far beyond any figure that is shown.
CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP)


def half_up(value: Decimal, step: str) -> Decimal:
    """`value` to the nearest `step` ("0.1", "1"), halves away from zero."""
    return value.quantize(Decimal(step), rounding=ROUND_HALF_UP, context=CONTEXT)


def down(value: Decimal, step: str) -> Decimal:
    """`value` cut off to `step`: never above the exact value."""
    return value.quantize(Decimal(step), rounding=ROUND_DOWN, context=CONTEXT)


def ceiling(value: Decimal) -> int:
    """The least whole number not below `value`."""
    return int(value.to_integral_value(rounding=ROUND_CEILING))


def nearest_multiple(value: Decimal, step: Decimal) -> Decimal:
    """`value` to the nearest multiple of `step`, halves up."""
    return half_up(CONTEXT.divide(value, step), "1") * step


def plain(value: Decimal) -> str:
    """A plain decimal string: no exponent, no trailing zeros, a point, never `-0`."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def as_typed(value: Decimal) -> str:
    """`value` as a field reads it back: `3.125` could be grouping, `3.1250` cannot."""
    text = plain(value)
    _, point, part = text.partition(".")
    return text + "0" if point and len(part) == 3 else text
