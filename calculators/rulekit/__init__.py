"""What rules are written with: exact numbers, calendar dates, three-valued logic."""
