"""The demo's processes: each starts in its turn, is known to be ready by its own sign, and all end with the demo, whatever
ends it. Processes are known by their ids alone."""
import ctypes
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from house import Trouble

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def die_with_the_demo():
    """Runs in the child: when the demo itself is killed, the kernel ends the child."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def last_lines(path, count=15):
    try:
        return pathlib.Path(path).read_text(errors="replace").splitlines()[-count:]
    except OSError:
        return []


class Process:
    def __init__(self, name, command, log, environment=None):
        self.name, self.log = name, log
        with open(log, "ab") as output:
            self.started = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                            env=environment, start_new_session=True, preexec_fn=die_with_the_demo)

    def ended(self):
        return self.started.poll() is not None

    def why(self):
        words = "\n".join(f"    {line}" for line in last_lines(self.log))
        return f"{self.name} ended with {self.started.returncode}; the last lines of {self.log}:\n{words}"

    def wait_until(self, is_ready, sign, seconds=30):
        until = time.monotonic() + seconds
        while not is_ready():
            if self.ended():
                raise Trouble(self.why())
            if time.monotonic() > until:
                words = "\n".join(f"    {line}" for line in last_lines(self.log))
                raise Trouble(f"{self.name} shows no {sign} after {seconds} s; the last lines of {self.log}:\n{words}")
            time.sleep(0.05)
        if self.ended():  # somebody else's sign
            raise Trouble(self.why())

    def stop(self, seconds=10):
        if self.ended():
            return
        self.started.send_signal(signal.SIGTERM)
        try:
            self.started.wait(seconds)
        except subprocess.TimeoutExpired:
            self.started.kill()
            self.started.wait()


class Processes:
    """In order of start; they end in reverse."""

    def __init__(self):
        self.running = []

    def start(self, name, command, log, environment=None):
        process = Process(name, command, log, environment)
        self.running.append(process)
        return process

    def one_that_ended(self):
        return next((process for process in self.running if process.ended()), None)

    def stop_all(self):
        count = 0
        for process in reversed(self.running):
            count += not process.ended()
            process.stop()
        self.running.clear()
        return count


def listens(port):
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers_ready(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
