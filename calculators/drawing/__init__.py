"""Pictures of an answer: text and lines in SVG, and the time line."""
