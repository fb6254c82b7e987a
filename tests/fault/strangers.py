"""F21, the hospital's directory and its OpenID Connect provider take connections and say nothing. Whoever signs in with an account
of theirs is told so, in time, however many come at once; local accounts work; patients are announced as on any other day."""
import collections
import concurrent.futures
import http.client
import json
import socket
import ssl
import time

from kill_gateway import Load
from house import MAILBOX, USER  # where the above has shown the way

TIMEOUT = 1       # of the directory, in seconds
AT_MOST = 8       # for any of those who sign in; one after the other on four threads they would wait for ten and more


class Silent:
    """A port that takes connections and answers nothing."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]


def sections(house, silent):
    group = f'roles = ["standard"]\nmailboxes = ["{MAILBOX}"]\n'
    return f"""
[directory]
url = "ldaps://localhost:{silent.port}"
ca = "{house.pki / 'server-ca.pem'}"
timeout_seconds = {TIMEOUT}
base = "dc=klinik,dc=example"
user_dn = "{{user}}@klinik.example"

[[directory.group]]
dn = "cn=Notaufnahme,dc=klinik,dc=example"
{group}
[openid]
issuer = "https://localhost:{silent.port}"
ca = "{house.pki / 'server-ca.pem'}"
client_id = "vorab"
name = "Klinik-Konto"
tracker_url = "https://localhost:{house.ports.tracker}"

[[openid.group]]
name = "notaufnahme"
{group}"""


class Browser:
    def __init__(self, house):
        self.port = house.ports.tracker
        self.context = ssl.create_default_context(cafile=house.pki / "server-ca.pem")

    def ask(self, method, path, body=None, source="127.0.0.1"):
        """Status, Location, and how long it took."""
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=60, context=self.context, source_address=(source, 0))
        began = time.monotonic()
        connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"} if body else {})
        answer = connection.getresponse()
        said = answer.read().decode()
        connection.close()
        return answer.status, answer.getheader("Location") or said, time.monotonic() - began

    def sign_in(self, name, password, source="127.0.0.1"):
        return self.ask("POST", "/api/v1/session", {"username": name, "password": password}, source)


def strangers_sign_in(browser, people, wrong):
    def try_to(number):
        # The first three from the address of the local account, all others from machines of their own.
        return browser.sign_in(f"erika{number}", "geheim genug", f"127.0.0.{max(1, number - 1)}")
    with concurrent.futures.ThreadPoolExecutor(people) as pool:
        said = list(pool.map(try_to, range(people)))
    answered = collections.Counter(status for status, _, _ in said)
    if set(answered) != {503}:
        wrong.append(f"people of a silent directory were answered {dict(answered)}")
    if not all('"urn:vorab:problem:unavailable"' in words for _, words, _ in said):
        wrong.append("they were not told why")
    slowest = max(took for _, _, took in said)
    if slowest > AT_MOST:
        wrong.append(f"one of them waited for {slowest:.1f} s")
    return slowest


def locals_sign_in(browser, password, wrong):
    """While the others wait."""
    time.sleep(0.3)
    status, _, took = browser.sign_in(USER, password)
    if status != 200 or took > AT_MOST:
        wrong.append(f"a local account was answered {status} after {took:.1f} s")
    status, where, took = browser.ask("GET", "/api/v1/session/openid")
    if status not in (302, 303, 503) or "signin=ok" in where or took > 30:
        wrong.append(f"the silent provider led to {status} {where[:100]} after {took:.1f} s")


def hold_up_nobody(world, people, sent, answers):
    """What is wrong."""
    wrong = []
    browser = Browser(world.house)
    load = Load(world, 2)
    password = world.house.password_of_user().read_text().strip()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        strangers = pool.submit(strangers_sign_in, browser, people, wrong)
        locals_sign_in(browser, password, wrong)
        slowest = strangers.result()
    load.stop()
    sent.update(load.sent)
    answers += load.answers
    answered = collections.Counter(status for _, status, _ in load.answers)
    print(json.dumps({"people": people, "slowest_s": round(slowest, 1), "missions": answered}), flush=True)
    if set(answered) != {201}:
        wrong.append(f"meanwhile senders were answered {dict(answered)}")
    return wrong
