"""The front: one origin and port. The live stream is answered here, all else by the WSGI application in threads."""

import asyncio
import os
import signal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")

from linli.config.bridge import Bridge, Receive, Scope, Send
from linli.config.wsgi import application as wsgi
from linli.realtime import stream as live

THREADS = 8
WAITING = 128
pages = Bridge(wsgi, threads=THREADS, waiting=WAITING)
stream = live.Stream()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["path"] == live.PATH and scope["method"] in ("GET", "HEAD"):
        await stream(scope, receive, send)
    else:
        await pages(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    """Until the process ends. `linli web` announces its stop by SIGUSR1: the server would wait for open streams."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, stream.hub.close_all)
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
