#!/usr/bin/python3
"""A chunk of 1 MiB through our gateway, against HAProxy and nginx which do nothing but pass it on: CPU time, and by how much
the memory of each grows for every chunk that is in flight."""
import argparse
import secrets
import threading

import measure  # first: it knows where the demo lies

from alone import CASE, Gateway
from house import MAILBOX
from measure import Bars, install, load_average, medians, resident_kib, run
from proxies import Proxies, free_port

IN_FLIGHT = 32  # what a process grows by once, for its first request, is not what a chunk costs
ATTACHMENT = "019bc1bd-cc80-7000-8000-000000000001"


class Highest(threading.Thread):
    """Of a process's memory, while a run lasts."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.before, self.ended = pid, resident_kib(pid), threading.Event()
        self.highest = self.before

    def run(self):
        while not self.ended.wait(0.01):
            self.highest = max(self.highest, resident_kib(self.pid))

    def growth(self):
        self.ended.set()
        self.join()
        return (self.highest - self.before) / IN_FLIGHT


def one(given, port, pid, request):
    watch = Highest(pid)
    watch.start()
    seen = run(f"{given.programs}/bench_load", "post", pid, port, request, connections=IN_FLIGHT, seconds=given.seconds)
    seen["kib_each"] = watch.growth()
    return seen


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--programs", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    given = parser.parse_args()
    install("nginx", "haproxy")
    gateway = Gateway(given.programs, free_port())
    proxies = Proxies(gateway.house)
    bars = Bars()
    try:
        proxies.ports["upstream"] = gateway.upstream
        proxies.start_all()
        gateway.start()
        path = f"/v1/mailboxes/{MAILBOX}/cases/{CASE}/attachments/{ATTACHMENT}/chunks/0"
        request = gateway.request("chunk", "PUT", path, secrets.token_bytes(1024 * 1024), "application/octet-stream")
        servers = {"ours": (gateway.house.ports.gateway, gateway.pid),
                   **{name: (proxies.ports[name], proxies.pid(name)) for name in ("nginx", "haproxy")}}
        runs = {name: [] for name in servers}
        for _ in range(given.rounds):
            for name, (port, pid) in servers.items():
                runs[name].append(one(given, port, pid, request))
        print(f"\nPUT 1 MiB, {IN_FLIGHT} in flight, medians of {given.rounds} rounds of {given.seconds} s; {load_average()}")
        growth = {name: max(seen["kib_each"] for seen in runs[name]) for name in servers}
        found = {name: medians(seen) for name, seen in runs.items()}
        for name, seen in found.items():
            print(f"{name:<10}{seen['cpu_us']:>9.0f} us CPU {seen['rate']:>7.0f}/s  p99 {seen['p99'] / 1000:>7.1f} ms  "
                  f"{growth[name]:>7.0f} KiB a chunk  bad {seen['bad']:.0f}")
        bars.at_most("chunk_cpu_x_haproxy", found["ours"]["cpu_us"] / found["haproxy"]["cpu_us"], 1.1)
        bars.at_most("chunk_memory_growth_kib", growth["ours"], 128)
    finally:
        gateway.close()
        proxies.close()
    bars.say()


if __name__ == "__main__":
    main()
