"""Sets up all that is needed, builds the site and serves it with live reload."""

from __future__ import annotations

import signal

from guide.project import ROOT
from guide.serving import ports
from guide.setup import arguments, toolchain


def main() -> int:
    parser = arguments.Parser(description="Set up, build and serve the site.")
    parser.add_argument("--build", action="store_true", help="build into site/ and stop")
    parser.add_argument("--offline", action="store_true", help="serve the site as released: with service worker, without live reload")
    parser.add_argument("--port", type=arguments.whole(1, 65535), default=8000, help="port to serve at (8000)")
    parser.add_argument("--site-url", help="address that the pages are built for (that of the server)")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended by a script: as quiet as Ctrl-C

    if not args.build:
        ports.check_port(args.port)  # said before a set-up of a minute, not after it
    toolchain.in_venv()
    from guide.build import site as build
    from guide.serving import dev_server

    if args.build:
        build.build(ROOT / "site", args.site_url or build.DEFAULT_URL)
    else:
        dev_server.serve(args.port, args.site_url, offline=args.offline)
    return 0
