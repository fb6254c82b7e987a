"""What crosses a wire in clear: a relay that keeps all bytes both ways, and a wall board that keeps its frames."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import select
import socket
import ssl
import threading


class Relay:
    """Between somebody and 127.0.0.1:`target`."""

    def __init__(self, target):
        self.target, self.seen = target, bytearray()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.carry, args=(client,), daemon=True).start()

    def carry(self, client):
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:  # as if the target itself had refused
            client.close()
            return
        with client, server:
            other = {client: server, server: client}
            while True:
                for ready in select.select(list(other), [], [])[0]:
                    try:
                        piece = ready.recv(65536)
                        other[ready].sendall(piece)
                    except OSError:
                        return
                    if not piece:
                        return
                    self.seen += piece


def hkdf(key, info):
    """RFC 5869 with SHA-256, 32 bytes."""
    secret = hmac.digest(b"vorab-board-v1", key, "sha256")
    return hmac.digest(secret, info.encode() + b"\x01", "sha256")


class Board:
    """From the licence key to a feed whose bytes are kept as they came out of TLS."""

    def __init__(self, port, ca, licence):
        self.context = ssl.create_default_context(cafile=ca)
        self.port = port
        key = licence.strip().replace("-", "").encode()
        self.wrap = hkdf(key, "wrap")
        self.proof = base64.urlsafe_b64encode(hkdf(key, "proof")).rstrip(b"=").decode()
        self.frames = bytearray()
        self.open_session()
        self.open_feed()
        threading.Thread(target=self.read, daemon=True).start()

    def open_session(self):
        connection = http.client.HTTPSConnection("localhost", self.port, context=self.context)
        connection.request("POST", "/board/session", json.dumps({"proof": self.proof}), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        self.session = json.loads(answer.read())
        self.cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"no board session: {answer.status} {self.session}")

    def open_feed(self):
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        self.socket = self.context.wrap_socket(raw, server_hostname="localhost")
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall("\r\n".join((
            "GET /board/feed HTTP/1.1", f"Host: localhost:{self.port}", f"Origin: https://localhost:{self.port}",
            "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}",
            f"Cookie: {self.cookie}", "", "")).encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.socket.recv(1)
        accepted = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        if b" 101 " not in head.split(b"\r\n")[0] or accepted not in head:
            raise RuntimeError(f"no feed: {head!r}")
        self.socket.settimeout(None)

    def read(self):
        while True:
            try:
                piece = self.socket.recv(65536)
            except OSError:
                return
            if not piece:
                return
            self.frames += piece
