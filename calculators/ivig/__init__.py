"""IVIG in neurology (NEL): a folder for each calculator, and what they share."""
