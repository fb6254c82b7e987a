"""Headless Chromium, driven by its own protocol over two pipes: no driver, no library."""
import base64
import fcntl
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time

from house import Trouble
from processes import die_with_the_demo


class Browser:
    """One page. `pins` are the public keys of the servers whose certificates it takes (pki.spki_pin); it forgives nobody
    else's."""

    def __init__(self, pins, log):
        self.profile = tempfile.TemporaryDirectory(prefix="vorab-chromium-", ignore_cleanup_errors=True)
        to_browser, self.to_browser = os.pipe()
        self.from_browser, from_browser = os.pipe()
        ours = (high(to_browser), high(from_browser))

        def in_child():
            os.dup2(ours[0], 3)
            os.dup2(ours[1], 4)
            die_with_the_demo()

        chromium = shutil.which("chromium")
        if not chromium:
            raise Trouble("chromium is missing")
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=de",
                 "--window-size=1920,1080", f"--user-data-dir={self.profile.name}",
                 f"--ignore-certificate-errors-spki-list={','.join(pins)}", "--remote-debugging-pipe", "about:blank"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, pass_fds=(3, 4), preexec_fn=in_child,
                start_new_session=True)
        for end in ours:
            os.close(end)
        self.count, self.buffer, self.session = 0, b"", None
        target = self.command("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.command("Page.enable")

    def command(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + 30
        while True:
            answer = self.next_message(until)
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise RuntimeError(f"Chromium refused {method}: {answer['error'].get('message')}")
                return answer["result"]

    def next_message(self, until):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.from_browser], [], [], max(0, until - time.monotonic()))
            piece = os.read(self.from_browser, 1 << 20) if ready else b""
            if not piece:
                raise RuntimeError("Chromium does not answer")
            self.buffer += piece
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def open(self, address):
        failed = self.command("Page.navigate", url=address).get("errorText")
        if failed:
            raise RuntimeError(f"{address}: {failed}")

    def value(self, script):
        result = self.command("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"the page's script failed: {result['exceptionDetails'].get('text')}")
        return result["result"].get("value")

    def wait_for(self, script, seconds=10):
        """Waits until the script is true on the page and says how long that took."""
        began = time.monotonic()
        while not self.value(script):
            if time.monotonic() - began > seconds:
                return None
            time.sleep(0.02)
        return time.monotonic() - began

    def wait_for_text(self, text, seconds=10):
        return self.wait_for(f"document.body !== null && document.body.innerText.includes({json.dumps(text)})", seconds)

    def type_into(self, selector, text):
        """As a person would: focus, then key by key."""
        if self.wait_for(f"document.querySelector({json.dumps(selector)}) !== null") is None:
            raise RuntimeError(f"the page has no {selector}: {self.text()[:200]}")
        self.value(f"document.querySelector({json.dumps(selector)}).focus()")
        self.command("Input.insertText", text=text)

    def press_enter(self):
        for kind in ("keyDown", "keyUp"):
            self.command("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r")

    def text(self):
        return self.value("document.body.innerText")

    def screenshot(self, path):
        picture = self.command("Page.captureScreenshot", format="png")["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(picture))

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.to_browser)
        os.close(self.from_browser)
        self.profile.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def high(descriptor):
    """The same pipe under a number that stands in nobody's way."""
    copy = fcntl.fcntl(descriptor, fcntl.F_DUPFD, 20)
    os.close(descriptor)
    return copy
