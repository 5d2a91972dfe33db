"""Ports of this machine: whether one can be used, and what is told of one that is taken."""

from __future__ import annotations

import socket

from guide.setup.toolchain import WINDOWS, SetupError


def port_error(port: int, error: OSError) -> SetupError:
    other = port + 1 if port < 65535 else 8000
    return SetupError(f"port {port} cannot be used ({error.strerror or error}): end what listens there, "
                      f"or choose another with `python3 scripts/serve.py --port {other}`")


def check_port(port: int) -> None:
    """Raises SetupError if a server could not listen at this port."""
    try:
        with socket.socket() as probe:
            if not WINDOWS:  # as the server does: a port that was only just left is free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            probe.listen()
    except OSError as error:
        raise port_error(port, error) from None
