"""What is typed: the fields of a form, what each takes, and the values read from them."""
