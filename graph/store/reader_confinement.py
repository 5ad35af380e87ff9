"""What a reader gives up before it evaluates anything: memory, precedence, the network.

Part of the reader's process, so it imports nothing of this project.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import signal
import socket
import struct

_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1
_HTTP_PORT = 80
_BACKLOG = 16


def confine(mebibytes: int, lifeline: int) -> bool:
    """Bound memory, die with the parent, leave the network.

    ``lifeline`` is the end of a pipe that the parent holds open: when it falls, the kernel sends
    SIGIO, which kills whatever this process is doing. Gives whether the network is really gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if mebibytes:
        resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    return _leave_network()


def _leave_network() -> bool:
    """Enter a network namespace without interfaces: as root, or in a user namespace of our own."""
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError):
        return False
    return any(unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def offer_relay(channel: int) -> bool:
    """Listen on this namespace's own loopback and hand the listening socket to the parent.

    The socket stays part of this namespace, so whoever accepts on it hears this process alone.
    ``channel`` is a UNIX socket. Call it only where :func:`confine` left the network; gives
    whether the relay can be reached.
    """
    try:
        _raise_loopback()
        with (
            socket.socket(fileno=channel) as parent,
            socket.create_server(("127.0.0.1", _HTTP_PORT), backlog=_BACKLOG) as listener,
        ):
            socket.send_fds(parent, [b"relay"], [listener.fileno()])
    except OSError:
        return False
    return True


def _raise_loopback() -> None:
    """Set the flag IFF_UP of the interface lo (netdevice(7))."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = fcntl.ioctl(control, _SIOCGIFFLAGS, struct.pack("16sH22x", b"lo", 0))
        flags = struct.unpack("16sH22x", request)[1] | _IFF_UP
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", flags))
