"""What runs a calculator: what it is, from typed text to a result, and its worked examples."""
