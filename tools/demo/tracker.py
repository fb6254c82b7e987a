"""Somebody in the emergency department, signed in to the tracker's API."""
import json
import ssl
import urllib.request

from house import MAILBOX, USER


class Tracker:
    def __init__(self, house):
        self.base = f"https://localhost:{house.ports.tracker}/api/v1"
        self.tls = ssl.create_default_context(cafile=str(house.pki / "server-ca.pem"))
        self.headers = {"Content-Type": "application/json"}
        answer = self.post("/session", {"username": USER, "password": house.password_of_user().read_text().strip()})
        self.headers["Cookie"] = answer.headers["Set-Cookie"].split(";")[0]
        self.headers["X-CSRF-Token"] = json.load(answer)["csrf"]

    def post(self, path, said):
        request = urllib.request.Request(self.base + path, json.dumps(said).encode(), self.headers, method="POST")
        return urllib.request.urlopen(request, timeout=10, context=self.tls)

    def mark_seen(self, case):
        self.post(f"/mailboxes/{MAILBOX}/cases/{case}/seen", {}).close()
