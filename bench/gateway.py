#!/usr/bin/python3
"""The forward path against nginx and HAProxy, which do nothing but pass on: POST of an 8 KB envelope, TLS 1.3 in, mutual TLS
out, the same fast upstream behind all three. Then what accepting a connection costs, and a crowd that comes at once."""
import argparse

import measure  # first: it knows where the demo lies

from alone import Gateway, envelope
from house import MAILBOX
from measure import Bars, install, load_average, medians, run
from proxies import Proxies, free_port

PEERS = ("ours", "nginx", "haproxy")


def ports_and_pids(gateway, proxies):
    servers = {name: (proxies.ports[name], proxies.pid(name)) for name in PEERS[1:]}
    return {"ours": (gateway.house.ports.gateway, gateway.pid), **servers}


def interleaved(servers, rounds, load, what, request, **words):
    runs = {name: [] for name in servers}
    for _ in range(rounds):
        for name, (port, pid) in servers.items():
            runs[name].append(run(load, what, pid, port, request, **words))
    return {name: medians(seen) for name, seen in runs.items()}


def forward(servers, given, load, request, bars):
    print(f"\nPOST 8 KB, medians of {given.rounds} rounds of {given.seconds} s; {load_average()}")
    print(f"{'connections':<13}{'server':<10}{'CPU us':>9}{'req/s':>9}{'p50 us':>9}{'p99 us':>9}{'share':>7}{'bad':>5}")
    for connections in given.connections:
        found = interleaved(servers, given.rounds, load, "post", request, connections=connections, seconds=given.seconds)
        for name, one in found.items():
            print(f"{connections:<13}{name:<10}{one['cpu_us']:>9.1f}{one['rate']:>9.0f}{one['p50']:>9.0f}{one['p99']:>9.0f}"
                  f"{one['share']:>7.2f}{one['bad']:>5.0f}", flush=True)
        ours, nginx = found["ours"], found["nginx"]
        bars.at_most(f"forward_{connections}_cpu_per_request_x_nginx", ours["cpu_us"] / nginx["cpu_us"], 1.0)
        bars.at_least(f"forward_{connections}_requests_per_second_x_nginx", ours["rate"] / nginx["rate"], 1.0)
        if connections == 16:
            bars.at_most("forward_16_p99_x_nginx", ours["p99"] / nginx["p99"], 1.2)


def accept(servers, given, load, request, bars):
    print(f"\nTLS accept and one small request; {load_average()}")
    for what, count in (("handshake", 400), ("resume", 400), ("storm", 1000)):
        found = interleaved(servers, given.rounds, load, what, request, connections=count)
        for name, one in found.items():
            print(f"{what:<13}{name:<10}{one['cpu_us']:>9.1f} us each, all within {one['seconds'] * 1000:.0f} ms, bad {one['bad']:.0f}", flush=True)
        ours, nginx = found["ours"], found["nginx"]
        bars.at_most(f"accept_{what}_cpu_x_nginx", ours["cpu_us"] / nginx["cpu_us"], 1.1)
        if what == "storm":
            bars.at_most("accept_1000_at_once_time_x_nginx", ours["seconds"] / nginx["seconds"], 1.25)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--programs", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--connections", type=int, nargs="*", default=[1, 16, 64, 256])
    parser.add_argument("--board", action="store_true", help="envelopes that a wall display shows")
    parser.add_argument("--only", choices=("forward", "accept"))
    given = parser.parse_args()
    install("nginx", "haproxy")
    load, bars = f"{given.programs}/bench_load", Bars()
    gateway = Gateway(given.programs, free_port())
    proxies = Proxies(gateway.house)
    try:
        proxies.ports["upstream"] = gateway.upstream
        proxies.start_all()
        gateway.start()
        servers = ports_and_pids(gateway, proxies)
        post = gateway.request("post", "POST", f"/v1/mailboxes/{MAILBOX}/transmissions", envelope(8192, given.board), "application/jose")
        nothing = gateway.request("nothing", "GET", "/nothing", b"", "text/plain")
        if given.only != "accept":
            forward(servers, given, load, post, bars)
        if given.only != "forward":
            accept(servers, given, load, nothing, bars)
    finally:
        gateway.close()
        proxies.close()
    bars.say()


if __name__ == "__main__":
    main()
