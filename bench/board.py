#!/usr/bin/python3
"""One thing happens, and a thousand boards over TLS are to show it: our gateway beside nginx with nchan and beside node with
npm `ws`, each told by a POST and timed until the last websocket has the whole frame; memory for each connection; and whether
one reader that has stalled is felt by the others.

Every board of ours has a licence and a session of its own, as in a house: one licence is one browser. Frames are as long as
ours are, at each server the same bytes. Our POST goes on to a hospital's intake before boards hear of it; the peers' do not."""
import argparse
import hashlib
import json
import resource
import secrets
import statistics

import measure  # first: it knows where the demo lies

import database
from alone import Gateway, base64url, envelope
from house import MAILBOX
from measure import LOAD_CORE, ROOT, SERVER_CORE, Bars, Load, install, load_average, resident_kib
from proxies import UPSTREAM, Proxies, free_port

NCHAN = """
  nchan_max_reserved_memory 64m;
  server {{ listen 127.0.0.1:{nchan} ssl backlog=4096;
    location = /feed {{ nchan_subscriber websocket; nchan_channel_id board; nchan_subscriber_first_message newest; }}
    location = /pub {{ nchan_publisher http; nchan_channel_id board; nchan_message_buffer_length 1; }} }}"""
UPGRADE = ("GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}Connection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
UNMEASURED, MEASURED = 5, 20
FILLING = 300  # events until what a stalled reader has not taken fills the kernel's buffers, and waits in the server


class Ours:
    name = "ours"

    def __init__(self, programs, sockets):
        self.gateway = Gateway(programs, free_port())
        self.port, self.folder = self.gateway.house.ports.gateway, self.gateway.house.folder
        self.sessions = [secrets.token_bytes(32) for _ in range(sockets)]
        self.running = False

    def prepare(self):
        """The gateway with its tables, and a licence with an open session for each board."""
        self.gateway.start(server_words="connections_per_address = 20000\n")
        self.gateway.stop_program()
        config = json.dumps({"description": "ZNA", "control_centre": "Leitstelle"})
        for token in self.sessions:
            session, proof = hashlib.sha256(token).hexdigest(), secrets.token_hex(32)
            self.sql(f"INSERT INTO board_licence (proof_sha256, mailbox, wrapped_key, config, created_at) VALUES "
                     f"(x'{proof}', '{MAILBOX}', '{'k' * 600}', '{config}', UTC_TIMESTAMP(6));"
                     f"INSERT INTO board_session (token_sha256, proof_sha256, created_at, seen_at, expires_at) VALUES (x'{session}', "
                     f"x'{proof}', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 7 DAY);")
        self.sql()

    statements = ""

    def sql(self, more=None):
        if more:
            self.statements += more
        else:
            database.query(self.gateway.house, f"START TRANSACTION; {self.statements} COMMIT;", database.GATEWAY)
            self.statements = ""

    def start(self):
        self.sql("DELETE FROM board_entry;")
        self.sql()
        self.gateway.start_program()
        self.running = True
        return self.gateway.pid

    def stop(self):
        self.gateway.stop_program()
        self.running = False

    def upgrades(self):
        return [UPGRADE.format(path="/board/feed", more=f"Origin: https://localhost\r\nCookie: vorab_board={base64url(token)}\r\n")
                for token in self.sessions]

    def requests(self, marks, _size):
        head = (f"POST /v1/mailboxes/{MAILBOX}/transmissions HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {self.gateway.token()}\r\nContent-Type: application/jose\r\n")
        bodies = [envelope(4096, True, mark) for mark in marks]
        return b"".join(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body for body in bodies)


class Peer:
    """One that passes on what is posted to it."""

    def __init__(self, name, proxies, sockets, start):
        self.name, self.proxies, self.sockets, self.begin = name, proxies, sockets, start
        self.port, self.folder = proxies.ports[name], proxies.folder

    def start(self):
        self.begin()
        return self.proxies.pid(self.name)

    def stop(self):
        self.proxies.stop(self.name)

    def upgrades(self):
        return [UPGRADE.format(path="/feed", more="")] * self.sockets

    def requests(self, marks, size):
        bodies = [mark + "x" * (size - len(mark)) for mark in marks]
        return "".join(f"POST /pub HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: {size}\r\n\r\n{body}"
                       for body in bodies).encode()


def node(proxies):
    pki = proxies.pki
    proxies.start("ws", ["node", str(ROOT / "bench" / "peers" / "fan_out.mjs"), str(proxies.ports["ws"]), str(pki / "gateway.pem"),
                         str(pki / "gateway.key")], SERVER_CORE)


def nchan(proxies):
    proxies.start_nginx("nchan", "gateway", NCHAN, SERVER_CORE, "load_module /usr/lib/nginx/modules/ngx_nchan_module.so;\n")


def one_round(server, load_program, sockets, size, stalled=0):
    """A fresh server, all boards connected, and what they saw."""
    pid = server.start()
    unmeasured = FILLING if stalled is None or stalled else UNMEASURED
    marks = [secrets.token_hex(16) for _ in range(unmeasured + MEASURED)]
    (server.folder / "upgrades").write_text("".join(server.upgrades()))
    (server.folder / "marks").write_text("\n".join(marks))
    (server.folder / "requests").write_bytes(server.requests(marks, size))
    before = resident_kib(pid)
    load = Load(load_program, "watch", server.port, upgrades=server.folder / "upgrades", requests=server.folder / "requests",
                marks=server.folder / "marks", connections=sockets, stalled=stalled or 0, unmeasured=unmeasured)
    memory = (resident_kib(pid) - before) / sockets
    seen = load.go()
    server.stop()
    return {**seen, "memory": memory}


def median_of(runs, what):
    return statistics.median(run[what] for run in runs)


def say(name, runs):
    shown = {what: median_of(runs, what) for what in ("first", "p50", "p99", "last", "memory", "bad")}
    print(f"{name:<22}" + "".join(f"{shown[what]:>10.2f}" for what in shown), flush=True)


def compare(servers, given, load, bars):
    runs = {server.name: [] for server in servers}
    size = 0
    for _ in range(given.rounds):
        for server in servers:
            runs[server.name].append(one_round(server, load, given.connections, size))
            size = runs["ours"][-1]["bytes"]
    print(f"\n{given.connections} websockets over TLS, frames of {size} bytes, {MEASURED} events a round, medians of {given.rounds} rounds; {load_average()}")
    print(f"{'server':<22}" + "".join(f"{what:>10}" for what in ("first ms", "p50 ms", "p99 ms", "last ms", "KiB each", "missed")))
    for name, seen in runs.items():
        say(name, seen)
    last = {name: median_of(seen, "last") for name, seen in runs.items()}
    memory = {name: median_of(seen, "memory") for name, seen in runs.items()}
    bars.at_most("fan_out_last_client_x_nchan", last["ours"] / last["nchan"], 1.0)
    bars.at_most("fan_out_last_client_x_ws", last["ours"] / last["ws"], 0.7)
    bars.at_most("fan_out_memory_per_connection_x_nchan", memory["ours"] / memory["nchan"], 1.0)
    bars.at_most("fan_out_missed", sum(run["bad"] for run in runs["ours"]), 0)


def with_a_stalled_reader(ours, given, load, bars):
    """None: as long a run without one."""
    runs = {None: [], 1: []}
    for _ in range(given.rounds):
        for stalled, seen in runs.items():
            seen.append(one_round(ours, load, given.connections, 0, stalled))
    print(f"\nafter {FILLING} events")
    say("ours, all read", runs[None])
    say("ours, one has stalled", runs[1])
    bars.at_most("fan_out_p99_with_a_stalled_reader", median_of(runs[1], "p99") / median_of(runs[None], "p99"), 1.1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--programs", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--only", choices=("compare", "stalled"))
    given = parser.parse_args()
    install("nginx", "libnginx-mod-nchan")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    load, bars = f"{given.programs}/bench_load", Bars()
    ours = Ours(given.programs, given.connections)
    proxies = Proxies(ours.gateway.house)
    try:
        proxies.ports.update(upstream=ours.gateway.upstream, nchan=free_port(), ws=free_port())
        proxies.start_nginx("upstream", "hospital", UPSTREAM, LOAD_CORE)
        ours.prepare()
        peers = [Peer("nchan", proxies, given.connections, lambda: nchan(proxies)),
                 Peer("ws", proxies, given.connections, lambda: node(proxies))]
        if given.only != "stalled":
            compare([ours, *peers], given, load, bars)
        if given.only != "compare":
            with_a_stalled_reader(ours, given, load, bars)
    finally:
        ours.gateway.close()
        proxies.close()
    bars.say()


if __name__ == "__main__":
    main()
