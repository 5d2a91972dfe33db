"""What ends the making of a page: MkDocs shows it without a traceback. In the editor's preview there is no MkDocs."""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("mkdocs"):
    from mkdocs.exceptions import PluginError as PluginError
else:
    globals()["PluginError"] = type("PluginError", (Exception,), {})
