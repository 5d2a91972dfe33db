"""Immunoglobulin in secondary immunodeficiency (Medicinrådet): a folder for each calculator, and what they share."""
