#!/usr/bin/python3
"""The whole way with everything on (token, schema, audit, deliveries to all simulated systems): from the post in the ambulance
to the receipt, and to the frame at a wall display, at a steady rate; then as much as sixteen ambulances in flight can bring.
Beside it the floor, measured in the same run: two TLS hops through nginx, opening, one durable commit, signing."""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

import measure  # first: it knows where the demo lies

import database
import rescue_service
import system
from alone import envelope
from hospital import MEMORY
from house import House, Ports
from measure import Bars, cpu_seconds, install, load_average
from processes import Processes
from proxies import Proxies
from wall import Wall

SERVERS = ("vorab-gateway", "vorab-hospital", "MariaDB")


def floor_of(house, given):
    """Microseconds that each part needs by itself."""
    mailbox = database.MAILBOX_DATABASE
    program = [given.programs + "/bench_floor", str(house.database_socket), mailbox, str(house.secret(f"database-{mailbox}"))]
    floor = json.loads(subprocess.run(program, check=True, capture_output=True, text=True).stdout)
    proxies = Proxies(house)
    try:
        proxies.start_all()
        request = house.folder / "floor-request"
        body = envelope(8192, board=True)
        request.write_bytes(f"POST /v1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/jose\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        seen = measure.run(f"{given.programs}/bench_load", "post", proxies.pid("nginx"), proxies.ports["nginx"], request, connections=1, seconds=2)
        floor["hops"] = seen["p50"]
    finally:
        proxies.close()
    return floor


class Chain:
    def __init__(self, given):
        self.given = given
        self.place = tempfile.TemporaryDirectory(prefix="vorab-bench-")
        self.house = House(pathlib.Path(self.place.name), pathlib.Path(given.programs).resolve(), Ports.free(), patient_gateway=True,
                           database_memory=MEMORY)
        self.house.make_folders()
        self.processes = Processes()

    def start(self):
        licence = system.start_all(self.house, self.processes)
        self.wall = Wall(self.house.ports.gateway, licence, str(self.house.pki / "server-ca.pem"))
        self.wall.start()

    def pids(self):
        return {one.name: one.started.pid for one in self.processes.running if one.name in SERVERS}

    def load(self, rate, seconds, connections):
        """What the load saw; beside it the servers' CPU time and when each case reached the wall."""
        trace = self.house.folder / "trace"
        file = rescue_service.write_case_file(self.house, rescue_service.begin("stroke"))
        words = rescue_service.command(self.house, file)
        words[1] = "load"
        words += ["--rate", str(rate), "--seconds", str(seconds), "--connections", str(connections), "--trace", str(trace)]
        before, begun = {name: cpu_seconds(pid) for name, pid in self.pids().items()}, time.monotonic()
        ran = subprocess.run(words, capture_output=True, text=True)
        if not ran.stdout:
            raise RuntimeError(ran.stderr[-800:])
        seen = json.loads(ran.stdout)
        seen["cpu"] = {name: cpu_seconds(pid) - before[name] for name, pid in self.pids().items()}
        missions = [line.split() for line in trace.read_text().splitlines()]
        self.wait_for_wall([case for case, _, _ in missions])
        pixels = sorted(self.wall.shown[case] - int(due) for case, due, _ in missions if case in self.wall.shown)
        seen["shown"] = len(pixels)
        seen["pixels_p50"], seen["pixels_p99"] = statistics.median(pixels) / 1000, pixels[int(0.99 * (len(pixels) - 1))] / 1000
        seen["seconds"] = (max(int(end) for _, _, end in missions) - min(int(due) for _, due, _ in missions)) / 1e6
        return seen

    def wait_for_wall(self, cases):
        until = time.monotonic() + 10
        while time.monotonic() < until and not all(case in self.wall.shown for case in cases):
            time.sleep(0.05)

    def deliveries_open(self, patience):
        """What other systems have not been told of, as soon as that is nothing, or after so many seconds."""
        question = f"SELECT COUNT(*) FROM {database.MAILBOX_DATABASE}.delivery WHERE state IN ('pending', 'sending')"
        until = time.monotonic() + patience
        while (left := int(database.query(self.house, question)[0][0])) and time.monotonic() < until:
            time.sleep(0.1)
        return left

    def close(self):
        self.processes.stop_all()
        self.place.cleanup()


def show(words, seen):
    cores = sum(seen["cpu"].values()) / seen["seconds"]
    each = {name: round(spent * 1e6 / seen["missions"]) for name, spent in seen["cpu"].items()}
    print(f"{words:<26}{seen['rate']:>7.0f}/s  receipt p50 {seen['p50']:.1f} p99 {seen['p99']:.1f} ms  wall p50 {seen['pixels_p50']:.1f} "
          f"p99 {seen['pixels_p99']:.1f} ms  cores {cores:.2f}  CPU us each {each}  errors {seen['errors']}  {load_average()}", flush=True)
    return cores


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--programs", required=True)
    parser.add_argument("--seconds", type=int, default=60, help="of the steady rate of 160 a second")
    given = parser.parse_args()
    install("nginx", "haproxy")
    bars, chain = Bars(), Chain(given)
    try:
        chain.start()
        floor = floor_of(chain.house, given)
        ground = sum(floor.values()) / 1000
        print(f"\nfloor: {' + '.join(f'{name} {value:.0f}' for name, value in floor.items())} us = {ground:.2f} ms")
        chain.load(50, 2, 16)  # warm
        calm = chain.load(50, 10, 16)
        show("50 missions/s", calm)
        behind = chain.deliveries_open(2)
        steady = chain.load(160, given.seconds, 16)
        cores = show(f"160 missions/s, {given.seconds} s", steady)
        most = chain.load(3000, 2, 16)
        show("as many as 16 can bring", most)
        bars.at_most("post_to_receipt_p50_x_floor", calm["p50"] / ground, 1.5)
        bars.at_most("post_to_pixels_p50_x_floor", calm["pixels_p50"] / ground, 1.5)
        bars.at_most("post_to_pixels_p99_ms_at_50", calm["pixels_p99"], 20)
        bars.at_most("deliveries_open_2_s_after_50_missions_per_second", behind, 0)
        bars.at_most("chain_160_lost", steady["errors"] + steady["missions"] - steady["shown"], 0)
        bars.at_most("chain_160_p99_ms", steady["p99"], 50)
        bars.at_most("chain_160_share_of_two_cores", cores / 2, 0.35)
    finally:
        chain.close()
    bars.say()


if __name__ == "__main__":
    main()
