"""Ports for servers that tests start as programs, and that listen only a while later.

A port that was free a moment ago is given to whoever asks next: workers of one run ask all
the time. Here it stays taken until the program listens at it. Standard library only.
"""

import socket
import sys

HERE = "127.0.0.1"


def free_port() -> int:
    """A port of this machine which, as long as this process lives, nobody gets by chance.

    It is bound, with `SO_REUSEADDR`, and not listened at: Linux gives it to nobody who asks for
    any port, and to a server that asks for this one with that option, as servers do. Other
    systems let nobody listen where somebody is bound: there it is free, and may be lost.
    """
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind((HERE, 0))
    port: int = kept.getsockname()[1]
    if sys.platform == "linux":
        kept.detach()  # the system closes it when this process ends
    kept.close()
    return port
