"""A tiny stand-in for the emergency department's software: takes web requests and writes a line for each."""
import http.server
import json
import threading
import urllib.parse


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 65536)).decode(errors="replace")
        address = urllib.parse.urlsplit(self.path)
        line = {"path": address.path, "query": dict(urllib.parse.parse_qsl(address.query)),
                "form": dict(urllib.parse.parse_qsl(body))}
        with open(self.server.log, "a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        """Says nothing beside its own lines."""


def start(house):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", house.ports.ed_software), Receiver)
    server.log = house.log / "ed_software.log"
    server.log.touch()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
