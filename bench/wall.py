"""A wall display as far as its connection goes: the proof from the licence key, the session, the feed. Notes when each case
came; what is shown stays sealed."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import ssl
import threading
import time


PING, PONG = 0x9, 0xA


def proof_of(licence):
    """HKDF-SHA-256 (RFC 5869), one block, as the page derives it."""
    secret = hmac.digest(b"vorab-board-v1", licence.replace("-", "").encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(hmac.digest(secret, b"proof\x01", hashlib.sha256)).rstrip(b"=").decode()


class Wall(threading.Thread):
    """`shown[case]`: microseconds since 1970 at which its first frame was here."""

    def __init__(self, port, licence, authority):
        super().__init__(daemon=True)
        self.shown = {}
        connection = http.client.HTTPSConnection("localhost", port, context=ssl.create_default_context(cafile=authority))
        said = json.dumps({"proof": proof_of(licence)})
        connection.request("POST", "/board/session", said, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"the board is not let in: {answer.status}")
        cookie = answer.getheader("Set-Cookie").split(";")[0]
        key = base64.b64encode(os.urandom(16)).decode()
        connection.sock.sendall(f"GET /board/feed HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                f"Origin: https://localhost:{port}\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                                f"Cookie: {cookie}\r\n\r\n".encode())
        self.stream = connection.sock.makefile("rb")
        status = self.stream.readline()
        if b" 101 " not in status:
            raise RuntimeError(f"no feed: {status!r}")
        while self.stream.readline().strip():
            pass
        self.connection = connection  # kept open by being kept

    def frame(self):
        """One server frame of RFC 6455, section 5.2: unmasked, not fragmented. None at the end."""
        head = self.stream.read(2)
        if len(head) < 2:
            return None
        size = head[1] & 0x7F
        if size > 125:
            size = int.from_bytes(self.stream.read(2 if size == 126 else 8), "big")
        content = self.stream.read(size)
        if head[0] & 0x0F == PING:  # who does not answer is gone after half a minute
            self.connection.sock.sendall(bytes((0x80 | PONG, 0x80 | len(content), 0, 0, 0, 0)) + content)
        return content

    def run(self):
        while (text := self.frame()) is not None:
            now = time.time_ns() // 1000
            if b'"upsert"' in text[:40]:
                self.shown.setdefault(json.loads(text)["entry"]["case"], now)
