"""Somebody in the emergency department, signed in to the tracker's API."""
import json
import ssl
import urllib.request

from house import MAILBOX, USER


class Tracker:
    def __init__(self, house, user=USER):
        self.base = f"https://localhost:{house.ports.tracker}/api/v1"
        self.tls = ssl.create_default_context(cafile=str(house.pki / "server-ca.pem"))
        self.headers = {"Content-Type": "application/json"}
        answer = self.post("/session", {"username": user, "password": house.password_of_user(user).read_text().strip()})
        self.headers["Cookie"] = answer.headers["Set-Cookie"].split(";")[0]
        self.headers["X-CSRF-Token"] = json.load(answer)["csrf"]

    def post(self, path, said):
        request = urllib.request.Request(self.base + path, json.dumps(said).encode(), self.headers, method="POST")
        return urllib.request.urlopen(request, timeout=10, context=self.tls)

    def call(self, method, path, said=None):
        """Of our mailbox; returns what the answer says."""
        body = None if said is None else json.dumps(said).encode()
        request = urllib.request.Request(f"{self.base}/mailboxes/{MAILBOX}/{path}", body, self.headers, method=method)
        with urllib.request.urlopen(request, timeout=30, context=self.tls) as answer:
            return json.loads(answer.read() or "null")

    def mark_seen(self, case):
        self.call("POST", f"cases/{case}/seen", {})
