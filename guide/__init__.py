"""The tools behind the commands in `scripts`, in rooms: set-up, build, Markdown, serving, editing, adding, clinical, records,
pictures, measuring, supply. What decides anything clinical stands in `calculators`, not here."""
