"""What is known of the packages: the bill of materials, the public lists of known faults."""
