#!/usr/bin/python3
"""Bytes that no honest sender writes, against the running gateway over TLS. Each row of the table has its status; nothing is
stored, one audit row says that it was refused (of handshakes: one a minute for each address), the connection ends. Rows that
bad_input.mjs and board.mjs have are not repeated here; docs/reference/hostile-input.md lists all."""
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import time
import urllib.request

SYSTEM = json.loads(pathlib.Path(os.environ["VORAB_FLOWS"]).read_text())
CA = pathlib.Path(SYSTEM["pki"], "server-ca.pem")
PORT = SYSTEM["ports"]["gateway"]
sys.path.insert(0, str(pathlib.Path(SYSTEM["root"], "tests", "fault")))

from wire import Board  # noqa: E402

PATIENCE = 4 if SYSTEM["slow"] else 1


def check(sentence, holds):
    try:
        found = holds()
    except Exception as wrong:  # whatever it is, this check failed by it
        print(json.dumps({"check": sentence, "ok": False, "why": f"{type(wrong).__name__}: {wrong}"[:900]}), flush=True)
        return None
    print(json.dumps({"check": sentence, "ok": True}), flush=True)
    return found


def equal(found, expected, what=""):
    if found != expected:
        raise AssertionError(f"{what} expected {expected!r}, found {found!r}"[:800])


def administer(*words):
    print(json.dumps({"do": "administer", "process": "vorab-gateway", "arguments": words}), flush=True)
    return json.loads(sys.stdin.readline())["said"]


def query(sql):
    ran = subprocess.run(["mariadb", "--no-defaults", f"--socket={SYSTEM['database_socket']}", "--batch", "--skip-column-names",
                          SYSTEM["databases"]["gateway"]], input=sql, capture_output=True, text=True, check=True)
    return [line.split("\t") for line in ran.stdout.splitlines()]


def stored():
    return query("SELECT (SELECT COUNT(*) FROM parked), (SELECT COUNT(*) FROM board_entry), (SELECT COUNT(*) FROM board_session)")


def audited(since):
    return query(f"SELECT event, COALESCE(problem, '') FROM audit WHERE id > {since} ORDER BY id")


def last_audit():
    return query("SELECT COALESCE(MAX(id), 0) FROM audit")[0][0]


def metric(name):
    with urllib.request.urlopen(f"{SYSTEM['gateway_operations']}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name + " "))


def tls(**changes):
    context = ssl.create_default_context(cafile=CA)
    for name, value in changes.items():
        setattr(context, name, value)
    return context


def opened(context=None, name="localhost", seconds=5):
    raw = socket.create_connection(("127.0.0.1", PORT), timeout=seconds * PATIENCE)
    return (context or tls()).wrap_socket(raw, server_hostname=name)


def read_to_end(peer):
    pieces = b""
    while True:
        try:
            piece = peer.recv(65536)
        except (ssl.SSLError, ConnectionResetError):
            return pieces, True
        except TimeoutError:
            return pieces, False
        if not piece:
            return pieces, True
        pieces += piece


def exchange(request):
    """What came back, and whether the server ended the connection."""
    with opened() as peer:
        try:
            peer.sendall(request)
        except OSError:
            pass  # refused before it was all sent
        return read_to_end(peer)


def refused(row, status, problem, request, event="request.refused"):
    def holds():
        before, since = stored(), last_audit()
        answer, closed = exchange(request)
        equal(answer[:13], f"HTTP/1.1 {status} ".encode())
        equal(answer.count(b"HTTP/1.1 "), 1, "answers:")
        equal(closed, True, "closed:")
        until = time.monotonic() + 2 * PATIENCE
        while not audited(since) and time.monotonic() < until:
            time.sleep(0.02)
        equal(audited(since), [[event, problem]])
        equal(stored(), before)
    check(f"{row}: {status} {problem}", holds)


def head(line, *fields, host="localhost"):
    return "\r\n".join((line, f"Host: {host}", *fields, "", "")).encode("latin-1")


NEXT = head("GET /.well-known/jwks.json HTTP/1.1")
FORM = "Content-Type: application/x-www-form-urlencoded"
POST = "POST /oauth2/token HTTP/1.1"
LIST = "GET /v1/mailboxes HTTP/1.1"
SEND = f"POST /v1/mailboxes/{SYSTEM['mailbox']}/transmissions HTTP/1.1"

MALFORMED = (
    ("H7 a chunk extension of 100 KB", 411, head(POST, FORM, "Transfer-Encoding: chunked") + b"5;" + b"x" * 100_000 + b"\r\n"),
    ("H7 trailers of 100 KB", 411, head(POST, FORM, "Transfer-Encoding: chunked") + b"0\r\n" + b"X-T: 1\r\n" * 12_000 + b"\r\n"),
    ("H8 a chunk size that overflows", 411, head(POST, FORM, "Transfer-Encoding: chunked") + b"fffffffffffffffff\r\n" + NEXT),
    ("H9 no Host", 400, b"GET /v1/mailboxes HTTP/1.1\r\n\r\n" + NEXT),
    ("H9 the absolute form", 400, head("GET https://localhost/v1/mailboxes HTTP/1.1") + NEXT),
    ("H9 OPTIONS *", 400, head("OPTIONS * HTTP/1.1") + NEXT),
    ("H10 a bare CR", 400, head(LIST, "X-A: one\rtwo") + NEXT),
    ("H10 NUL in a value", 400, head(LIST, "X-A: a\0b") + NEXT),
    ("H10 an empty name", 400, head(LIST, ": one") + NEXT),
    ("H12 bytes above 127", 400, head("GET /\xe4 HTTP/1.1") + NEXT),
    ("H12 an encoded NUL", 400, head("GET /docs/%00 HTTP/1.1") + NEXT),
    ("H12 encoded dot segments", 400, head("GET /docs/%2e%2e/%2e%2e/etc/passwd HTTP/1.1") + NEXT),
    ("H12 a double slash", 400, head("GET //v1/mailboxes HTTP/1.1") + NEXT),
    ("H12 a backslash", 400, head("GET /docs\\..\\x HTTP/1.1") + NEXT),
    ("H14 another expectation", 417, head(POST, FORM, "Content-Length: 4", "Expect: 200-ok") + b"a=bc" + NEXT),
    ("H20 the preface of HTTP/2", 505, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("H20 an upgrade to h2c", 400, head(LIST, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAA") + NEXT),
    ("H4 HTTP/1.0", 505, head("GET /v1/mailboxes HTTP/1.0") + NEXT),
    ("T4 another name in Host", 421, head(LIST, host="other.example") + NEXT),
    ("T5 a PROXY header in text inside TLS", 400, b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + head(LIST)),
)
OTHERS = (
    ("H9 CONNECT", 405, "wrong_method", head("CONNECT localhost:443 HTTP/1.1") + NEXT),
    ("H11 200 fields", 431, "too_large", head(LIST, *(f"X-{at}: 1" for at in range(200))) + NEXT),
    ("H11 a name of 5 KB and a value of 5 KB", 431, "too_large", head(LIST, "x" * 5000 + ": " + "y" * 5000) + NEXT),
    ("H11 a header that never ends", 431, "too_large", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"x" * 20_000),
    ("H12 a target of 2 KB", 414, "too_large", head("GET /" + "a" * 2048 + " HTTP/1.1") + NEXT),
    ("H15 TRACE", 405, "wrong_method", head("TRACE / HTTP/1.1") + NEXT),
    ("H15 an unknown method", 405, "wrong_method", head("BREW /pot HTTP/1.1") + NEXT),
    ("H16 brotli", 415, "unsupported_type", head(POST, FORM, "Content-Encoding: br", "Content-Length: 4") + b"abcd" + NEXT),
    ("H19 a length of 1 GB", 413, "too_large", head(POST, FORM, "Content-Length: 1073741824") + NEXT),
    ("W1 a feed for a page of another site", 403, "forbidden", head(
        "GET /board/feed HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Origin: https://evil.example", "Cookie: vorab_board=AAAA")),
)
for name, code, bytes_sent in MALFORMED:
    refused(name, code, "malformed", bytes_sent)
for name, code, why, bytes_sent in OTHERS:
    refused(name, code, why, bytes_sent)
refused("H14 a bad token is refused before the body is asked for", 401, "unauthenticated",
        head(SEND, "Authorization: Bearer x", "Content-Type: application/jose", "Content-Length: 1000000", "Expect: 100-continue"),
        "transmission.refused")


def ignored_fields():
    """H15, H21: a header cannot change the method or say who is at the other end."""
    request = head("GET /v1/mailboxes HTTP/1.1", "X-HTTP-Method-Override: DELETE", "X-Forwarded-For: 192.0.2.7",
                   "Forwarded: for=192.0.2.7", "X-SSL-Client-Verify: SUCCESS", "Connection: close")
    since = last_audit()
    answer, _ = exchange(request)
    equal(answer[:13], b"HTTP/1.1 401 ")
    time.sleep(0.1)
    equal(query(f"SELECT event, peer FROM audit WHERE id > {since}"), [["mailboxes.refused", "127.0.0.1"]])


check("H15, H21: no header overrides the method or the peer's address", ignored_fields)


def broken_off():
    """H19: a body shorter than announced, then the end."""
    before = stored()
    with opened() as peer:
        peer.sendall(head(POST, FORM, "Content-Length: 100") + b"grant_type=")
        socket.socket.shutdown(peer, socket.SHUT_WR)  # its own would end the reading, too
        answer = read_to_end(peer)[0][:13]
    equal(answer in (b"", b"HTTP/1.1 400 "), True, f"{answer}: ")  # without TLS's own word of the end nobody may be left to tell
    equal(stored(), before)


check("H19: a body that breaks off is no request", broken_off)

# The handshake.


def no_handshake(what, attempt):
    def holds():
        before = metric("vorab_handshakes_failed_total")
        try:
            answer = attempt()
        except (ssl.SSLError, OSError):
            answer = b""
        equal(answer, b"", "answered:")
        until = time.monotonic() + 5 * PATIENCE
        while metric("vorab_handshakes_failed_total") == before and time.monotonic() < until:
            time.sleep(0.02)
        equal(metric("vorab_handshakes_failed_total"), before + 1)
    check(f"{what}: no connection, and it is counted", holds)


def plain(data):
    with socket.create_connection(("127.0.0.1", PORT), timeout=5 * PATIENCE) as peer:
        peer.sendall(data)
        peer.shutdown(socket.SHUT_WR)
        answer, _ = read_to_end(peer)
        return b"" if answer[:1] == b"\x15" else answer  # a TLS alert is no answer


def shaken(**changes):
    with opened(tls(**changes)) as peer:
        peer.sendall(NEXT)
        return peer.recv(10)


first_handshake = last_audit()
no_handshake("T1 TLS 1.2 at most", lambda: shaken(maximum_version=ssl.TLSVersion.TLSv1_2))


def foreign_protocol():
    context = tls()
    context.set_alpn_protocols(["h2", "spdy/3"])
    with opened(context) as peer:
        return peer.recv(10)


no_handshake("T1 no protocol in common (ALPN)", foreign_protocol)
no_handshake("T2 plain HTTP on the TLS port", lambda: plain(head(LIST)))
no_handshake("T2 a record that lies about its length", lambda: plain(b"\x16\x03\x01\xff\xff" + b"\x01" * 70_000))
no_handshake("T2 a ClientHello of SSLv2", lambda: plain(b"\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10" + b"\x01" * 40))
no_handshake("T5 a PROXY header before TLS", lambda: plain(b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"))
check("T1, T2: of all these handshakes the audit has one row, not a flood",
      lambda: equal([row for row in audited(first_handshake) if row[0] == "handshake.failed"].__len__() <= 1, True))


def fragmented():
    """T2: an honest ClientHello, byte by byte, is one."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    hello = tls().wrap_bio(incoming, outgoing, server_hostname="localhost")
    with socket.create_connection(("127.0.0.1", PORT), timeout=5 * PATIENCE) as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(20):
            try:
                hello.do_handshake()
                break
            except ssl.SSLWantReadError:
                for byte in outgoing.read():
                    peer.sendall(bytes((byte,)))
                incoming.write(peer.recv(65536))
        equal(hello.version(), "TLSv1.3")


check("T2: a ClientHello that comes byte by byte is one", fragmented)
check("T4: without a name in the handshake, and with another, the one certificate is shown", lambda: [
    equal(peer.version(), "TLSv1.3") for context in [ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)]
    for _ in [setattr(context, "check_hostname", False), context.load_verify_locations(CA)]
    for name in (None, "other.example") for peer in [opened(context, name)]])

# The board's feed: frames out of form.


def feed(what, frame, code):
    def holds():
        licence = administer("board", "list").split(" ")[0]
        administer("board", "release", licence)
        board = Board(PORT, CA, SYSTEM["licence"])
        board.socket.sendall(frame)
        until = time.monotonic() + 5 * PATIENCE
        while code.to_bytes(2, "big") not in bytes(board.frames[-200:]) and time.monotonic() < until:
            time.sleep(0.02)
        equal(b"\x88" in board.frames[-200:] and code.to_bytes(2, "big") in bytes(board.frames[-200:]), True, f"close {code}:")
    check(f"{what}: the feed closes with {code}", holds)


MASK = bytes(4)
feed("W2 a frame without a mask", b"\x81\x02hi", 1002)
feed("W2 a reserved operation", b"\x83\x82" + MASK + b"hi", 1002)
feed("W3 a message of 16 MB", b"\x81\xff" + (16 << 20).to_bytes(8, "big") + MASK, 1009)
feed("W3 text that is no UTF-8", b"\x81\x82" + MASK + b"\xc3\x28", 1007)
administer("board", "release", administer("board", "list").split(" ")[0])
