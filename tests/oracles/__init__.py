"""Second implementations of the calculators, written from the contract alone.

They share no code with `calculators`: their own figures, their own arithmetic
(`fractions.Fraction`), their own dates, rounding and formatting. They read parsed
answers, never typed text.
"""
