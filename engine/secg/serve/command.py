"""`secg serve --mcp`: answer an assistant's questions by the Model Context Protocol, from one law and its parties."""

from __future__ import annotations

import argparse

from secg.commands.options import add_folder_options, facts_folder, policies_folder, usage
from secg.commands.processes import end_at_interrupt
from secg.serve.answering import begin


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--mcp", action="store_true", help="the Model Context Protocol, the one protocol there is")
    parser.add_argument("--http", metavar="PORT", help="over HTTP at this port (default: standard input and output)")
    parser.add_argument("--host", metavar="ADDRESS", help="with --http, the address to listen at (default: 127.0.0.1)")
    add_folder_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Answer until the client goes, or an interrupt. Raises Faults."""
    from secg.serve.server import serve_http, serve_stdio  # with the SDK

    if not arguments.mcp:
        raise usage("`--mcp` is missing: it names the protocol")
    if arguments.host and not arguments.http:
        raise usage("`--host` goes with `--http PORT`")
    port = arguments.http
    if port is not None and not (port.isascii() and port.isdigit() and int(port) < 65_536):
        raise usage(f"`{port}` is not a port: a number up to 65,535")
    served = begin(policies_folder(arguments), facts_folder(arguments))
    if port is None:
        end_at_interrupt()
        serve_stdio(served)
    else:
        serve_http(served, arguments.host or "127.0.0.1", int(port))
    return 0
