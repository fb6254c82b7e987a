"""A control centre's dispatch system: knows from its vehicles when they arrive and tells the gateway, so that the boards
count with more than the crews' first guess. The calls are those of docs/samples/report_position.py."""
import base64
import datetime
import json
import random
import ssl
import threading
import time
import urllib.request

from house import DISPATCH


def moment(minutes=0.0):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)).isoformat()


class Dispatch(threading.Thread):
    """Reports every few seconds on what the rescue service has on its way, until stopped."""

    def __init__(self, house, service, say, pause=10):
        super().__init__(daemon=True)
        self.house, self.service, self.say, self.pause = house, service, say, pause
        self.stopping = threading.Event()
        self.tls = ssl.create_default_context(cafile=house.pki / "server-ca.pem")
        self.arrives = {}  # by case, on the clock of this process

    def post(self, path, body, content_type, authorization):
        request = urllib.request.Request(f"https://localhost:{self.house.ports.gateway}{path}", body.encode(), method="POST",
                                         headers={"Content-Type": content_type, "Authorization": authorization})
        with urllib.request.urlopen(request, context=self.tls, timeout=15) as answer:
            return json.load(answer)

    def token(self):
        pair = f"{DISPATCH}:{self.house.secret('dispatch').read_text().strip()}"
        basic = base64.b64encode(pair.encode()).decode()
        return self.post("/oauth2/token", "grant_type=client_credentials", "application/x-www-form-urlencoded",
                         f"Basic {basic}")["access_token"]

    def positions(self):
        """Traffic lights and empty roads move the time by seconds."""
        reports = []
        for mission in [one for one in self.service.on_their_way if one.case]:
            arrives = self.arrives.setdefault(mission.case, time.monotonic() + random.uniform(5, 16) * 60)
            self.arrives[mission.case] = arrives + random.uniform(-20, 15)
            minutes = (self.arrives[mission.case] - time.monotonic()) / 60
            if minutes > 0:
                reports.append({"case": mission.case, "at": moment(), "eta": moment(minutes)})
        return reports[:500]

    def run(self):
        token = None
        while not self.stopping.wait(self.pause):
            reports = self.positions()
            if not reports:
                continue
            try:
                token = token or self.token()
                said = self.post("/v1/positions", json.dumps({"positions": reports}), "application/json", f"Bearer {token}")
                self.say(f"  {time.strftime('%H:%M:%S')}  {'times of arrival':<17} {said['taken']} vehicles, from the control centre")
            except (OSError, ValueError, KeyError) as trouble:
                token = None
                self.say(f"  {time.strftime('%H:%M:%S')}  {'times of arrival':<17} NOT TAKEN: {trouble}")
