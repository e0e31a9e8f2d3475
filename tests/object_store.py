"""An object store of this machine that speaks S3: what a client of it needs to read, write, list and delete.

Whoever has no key is not let in, and an object is there only once it is whole, as with the real ones.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from itertools import count
from typing import BinaryIO
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

KEY = "writer"


class Store:
    """One bucket. ``objects``: key → bytes; ``requests``: "METHOD key" of all that was asked."""

    def __init__(self, bucket: str) -> None:
        self.bucket, self.port = bucket, 0
        self.objects: dict[str, bytes] = {}
        self.requests: list[str] = []
        self.begun: dict[str, dict[int, bytes]] = {}
        self.numbers = count(1)

    def address(self, prefix: str = "", bucket: str | None = None) -> str:
        """What people write."""
        return f"s3://{bucket or self.bucket}/{prefix}?endpoint_override=127.0.0.1:{self.port}&scheme=http"


@contextmanager
def serving(bucket: str) -> Iterator[Store]:
    """An empty bucket on a server that lives as long as the context."""
    store = Store(bucket)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"store": store}))
    store.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: Store

    def handle_any(self) -> None:
        """Every request: who asks, for what bucket, and then by method and question."""
        url = urlsplit(self.path)
        bucket, _, key = unquote(url.path).removeprefix("/").partition("/")
        self.asked = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
        self.store.requests.append(f"{self.command} {key}")
        body = self._body()
        if f"Credential={KEY}/" not in self.headers.get("Authorization", ""):
            return self._refuse(403, "AccessDenied")
        if bucket != self.store.bucket:
            return self._refuse(404, "NoSuchBucket")
        return getattr(self, f"on_{self.command.lower()}")(key, body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_any

    def on_head(self, key: str, _: bytes) -> None:
        """Whether there is such an object (or bucket), and how large it is."""
        if key and key not in self.store.objects:
            return self._refuse(404, "NoSuchKey")
        return self._answer(200, self.store.objects.get(key, b""))

    def on_get(self, key: str, _: bytes) -> None:
        """An object or a stretch of it; the names in the bucket."""
        if not key:
            return self._list()
        if key not in self.store.objects:
            return self._refuse(404, "NoSuchKey")
        data = self.store.objects[key]
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not asked:
            return self._answer(200, data)
        start, end = int(asked[1]), min(int(asked[2] or len(data)), len(data) - 1)
        return self._answer(206, data[start : end + 1], {"Content-Range": f"bytes {start}-{end}/{len(data)}"})

    def on_put(self, key: str, body: bytes) -> None:
        """An object in one piece, or a piece of one that will be there when it is declared whole."""
        if "uploadId" in self.asked:
            self.store.begun[self.asked["uploadId"]][int(self.asked["partNumber"])] = body
        else:
            self.store.objects[key] = body
        return self._answer(200, b"", {"ETag": f'"{len(body)}"'})

    def on_post(self, key: str, body: bytes) -> None:
        """The beginning and the end of an object in pieces; objects to delete."""
        if "uploads" in self.asked:
            name = str(next(self.store.numbers))
            self.store.begun[name] = {}
            return self._say(
                f"<InitiateMultipartUploadResult><UploadId>{name}</UploadId></InitiateMultipartUploadResult>"
            )
        if "uploadId" in self.asked:
            pieces = self.store.begun.pop(self.asked["uploadId"])
            self.store.objects[key] = b"".join(pieces[number] for number in sorted(pieces))
            return self._say('<CompleteMultipartUploadResult><ETag>"0"</ETag></CompleteMultipartUploadResult>')
        for name in re.findall("<Key>(.*?)</Key>", body.decode()):
            self.store.objects.pop(unescape(name, {"&quot;": '"', "&apos;": "'"}), None)
        return self._say("<DeleteResult/>")

    def on_delete(self, key: str, _: bytes) -> None:
        """An object that is there no more."""
        self.store.objects.pop(key, None)
        return self._answer(204)

    def _list(self) -> None:
        prefix, end = self.asked.get("prefix", ""), self.asked.get("delimiter")
        names = [name for name in sorted(self.store.objects) if name.startswith(prefix)]
        cut = {name: name[: name.find(end, len(prefix)) + 1] if end else "" for name in names}
        folders = dict.fromkeys(filter(None, cut.values()))
        moment = datetime.now(UTC)
        files = [
            f"<Contents><Key>{escape(name)}</Key><Size>{len(self.store.objects[name])}</Size>"
            f"<LastModified>{moment:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
            for name in names
            if not cut[name]
        ]
        below = [f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>" for name in folders]
        number = f"<KeyCount>{len(files) + len(below)}</KeyCount><IsTruncated>false</IsTruncated>"
        self._say(f"<ListBucketResult>{number}{''.join(files + below)}</ListBucketResult>")

    def _body(self) -> bytes:
        """What came with the request; the client sends an object's bytes in chunks twice over."""
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        data = _unchunked(self.rfile)
        return _unchunked(BytesIO(data)) if self.headers.get("Content-Encoding") == "aws-chunked" else data

    def _refuse(self, status: int, code: str) -> None:
        self._answer(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode())

    def _say(self, xml: str) -> None:
        self._answer(200, f'<?xml version="1.0" encoding="UTF-8"?>{xml}'.encode())

    def _answer(self, status: int, data: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/xml",
            "Content-Length": str(len(data)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.send_header("Last-Modified", self.date_time_string())
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""


def _unchunked(stream: BinaryIO) -> bytes:
    """A body in chunks, each with its length on a line before it, and perhaps some lines behind the last."""
    found = b""
    while size := int(stream.readline().partition(b";")[0], 16):
        found += stream.read(size)
        stream.readline()
    while stream.readline().strip():
        pass
    return found
