"""What is proved at night: that no small fault in the calculators goes unnoticed, and what can be proved by counting."""
