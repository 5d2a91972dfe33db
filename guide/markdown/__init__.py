"""What the pages may write beyond Markdown: marks, quoted figures, blocks, abbreviations, tables on a phone."""
