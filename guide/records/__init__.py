"""What the project keeps of itself: hazards, failures, releases, the status of each page."""
