"""How quick the site is, and how it grows."""
