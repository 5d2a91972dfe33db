"""HTML of a calculator: its form (at build time), its answer (in the page), its ready-made table."""
