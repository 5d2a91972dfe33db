"""Set-up of Python, Node and browsers, and the run of the tests. Starts on Python 3.11 with nothing installed."""
