#!/usr/bin/env python3
"""Vorab as one running system on this machine: both servers, their database and broker, the systems around them, and a
rescue service that sends missions. Started by ./vorab demo, which builds first."""
import argparse
import dataclasses
import fcntl
import os
import pathlib
import signal
import sys
import time

import dispatch
import rescue_service
import stations
from house import ADMINISTRATOR, ROOT, USER, House, Ports, Trouble
from processes import Processes
from system import say, start_all


def what_to_open(house, licence):
    ports = house.ports
    settings = rescue_service.write_settings(house)
    say(f"""
  Arrival board      https://localhost:{ports.gateway}/board/
                     licence key  {licence}
  Tracker            https://localhost:{ports.tracker}/
                     user  {USER}   password  {house.password_of_user().read_text()}
  Devices            https://localhost:{ports.gateway}/admin/
                     user  {ADMINISTRATOR}   password  {house.password_of_user(ADMINISTRATOR).read_text()}
  API documentation  https://localhost:{ports.gateway}/docs/
  Certificates       signed by {house.pki / 'server-ca.pem'} (a browser warns until it trusts that)
  Logs               {house.log}

  Send something yourself: settings for a sender are in {settings}
    set -a; . {settings}; set +a; sh docs/samples/curl/send.sh schemas/examples/stroke.json   (docs/tutorial)
  Admit the patients of the examples, link one in the tracker, and look into the patient's file:
    {house.programs / 'vorab-his'} send-adt 127.0.0.1:{ports.his_inbound}; ls {house.his / 'documents'}
  Hold this gateway against the contract:
    {house.programs / 'vorab-conformance'} gateway --settings {settings}
  Hold your own sender against it:
    {house.programs / 'vorab-conformance'} sender --listen 8444 --folder {house.folder / 'conformance'}
""")


def live(house, processes, licence):
    """Until Ctrl-C, or until something ends that should not."""
    what_to_open(house, licence)
    say("  Missions are on their way; Ctrl-C ends everything.\n")
    service = rescue_service.Service(house, say)
    service.start()
    control_centre = dispatch.Dispatch(house, service, say)
    control_centre.start()
    try:
        while True:
            ended = processes.one_that_ended()
            if ended:
                raise Trouble(ended.why())
            time.sleep(0.2)
    finally:
        control_centre.stopping.set()
        service.stopping.set()
        service.join(5)


def read_arguments():
    parser = argparse.ArgumentParser(prog="vorab demo", description="runs the whole system on this machine")
    parser.add_argument("--check", action="store_true", help="one mission, then exit: 0 when every station has its evidence")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / ".demo", help="where keys, data and logs are kept")
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build" / "release" / "bin", help="the built programs")
    for port in dataclasses.fields(Ports):
        parser.add_argument(f"--{port.name.replace('_', '-')}-port", type=int, default=port.default, metavar="N",
                            dest=port.name, help=f"default {port.default}")
    given = parser.parse_args()
    ports = Ports(**{port.name: getattr(given, port.name) for port in dataclasses.fields(Ports)})
    return given.check, House(given.folder.resolve(), given.programs.resolve(), ports, undo_seconds=0 if given.check else 10)


def only_one(house):
    """The lock lives as long as this process."""
    lock = open(house.folder / "lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Trouble(f"a demo runs already with {house.folder}; end that one, or give this one its own --folder") from None
    return lock


def interrupted(*_):
    raise KeyboardInterrupt


def main():
    check, house = read_arguments()
    os.environ.setdefault("TZ", "Europe/Berlin")  # where the missions happen: for log lines and the alarm's words
    time.tzset()
    signal.signal(signal.SIGTERM, interrupted)
    processes = Processes()
    status = 0
    try:
        house.make_folders()
        lock = only_one(house)
        house.ports.require_free()
        licence = start_all(house, processes)
        if check:
            status = 0 if stations.run(house, licence, say) else 1
        else:
            live(house, processes, licence)
        lock.close()
    except KeyboardInterrupt:
        say()
    except Trouble as trouble:
        say(f"\n{trouble}")
        status = 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        count = processes.stop_all()
        if count:
            say(f"  {count} processes ended.")
    return status


if __name__ == "__main__":
    sys.exit(main())
