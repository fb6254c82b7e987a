#!/usr/bin/python3
"""What people see of the speed: the tracker in a real Chromium, against real servers. How long until the first list stands there
when nothing is cached and the browser has just started; how long from the post in the ambulance, and from its receipt (which is
after the commit), until the case is on the screen; and how five hundred open cases scroll."""
import argparse
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import measure  # first: it knows where the demo lies

import pki
import rescue_service
import system
from browser import Browser
from house import House, Ports
from measure import PRIORITY, Bars, load_average
from processes import Processes
from tracker import Tracker

FRAME = 1000 / 60

# In the page, before its own script: when the first row was painted, and when each row came.
WATCH = """
window.rows = {};
window.firstRow = null;
const note = (row) => {
  const id = row.getAttribute("href").slice(-32);
  if (id in rows) return;
  rows[id] = null;
  requestAnimationFrame(() => setTimeout(() => {
    rows[id] = Math.round((performance.timeOrigin + performance.now()) * 1000);
    firstRow ??= performance.now();
  }));
};
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) {
    if (node.nodeType !== 1) continue;
    if (node.matches("a.item")) note(node);
    node.querySelectorAll("a.item").forEach(note);
  }
}).observe(document, { subtree: true, childList: true });
"""

# Between two frames of the screen lies one sixtieth of a second, or one was missed.
FRAMES = """
window.frames_ = [];
let last = performance.now();
const step = (now) => { frames_.push(now - last); last = now; if (!window.still) requestAnimationFrame(step); };
window.still = false;
requestAnimationFrame(step);
"""


class Ward:
    def __init__(self, programs):
        self.place = tempfile.TemporaryDirectory(prefix="vorab-bench-")
        self.house = House(pathlib.Path(self.place.name), pathlib.Path(programs).resolve(), Ports.free(), patient_gateway=True)
        self.house.make_folders()
        self.processes = Processes()

    def start(self):
        system.start_all(self.house, self.processes)
        self.pins = [pki.spki_pin(self.house.pki, name) for name in ("gateway", "hospital")]
        self.signed_in = Tracker(self.house)
        self.address = f"https://localhost:{self.house.ports.tracker}/"

    def load(self, rate, seconds, connections):
        """Missions; returns for each case when it was posted and when its receipt was there, microseconds since 1970."""
        trace = self.house.folder / "trace"
        words = rescue_service.command(self.house, rescue_service.write_case_file(self.house, rescue_service.begin("stroke")))
        words[1] = "load"
        words += ["--rate", str(rate), "--seconds", str(seconds), "--connections", str(connections), "--trace", str(trace)]
        subprocess.run(words, check=True, capture_output=True)
        return {case: (int(posted), int(ended)) for case, posted, ended in (line.split() for line in trace.read_text().splitlines())}

    def browser(self):
        """As new: nothing cached, no connection open, and somebody signed in."""
        browser = Browser(self.pins, self.house.log / "chromium.log")
        name, _, value = self.signed_in.headers["Cookie"].partition("=")
        browser.command("Network.enable")
        browser.command("Network.setCacheDisabled", cacheDisabled=True)
        browser.command("Network.setCookie", name=name, value=value, url=self.address, secure=True, httpOnly=True)
        browser.command("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        return browser

    def close(self):
        self.processes.stop_all()
        self.place.cleanup()


def first_list(ward, runs):
    """Milliseconds from the address to the first painted row, in a browser that has just started."""
    seen = []
    for _ in range(runs):
        with ward.browser() as browser:
            browser.open(ward.address)
            if browser.wait_for("window.firstRow !== null", 20) is None:
                raise RuntimeError(f"no list: {browser.text()[:200]}")
            seen.append(browser.value("window.firstRow"))
    return seen


def news(ward, browser):
    """Milliseconds until each new case was on the screen: after its post, and after its receipt."""
    missions = ward.load(4, 6, 1)
    browser.wait_for(f"{json.dumps(list(missions))}.every((id) => window.rows[id])", 20)
    rows = browser.value("window.rows")
    missing = [case for case in missions if not rows.get(case)]
    if missing:
        raise RuntimeError(f"{len(missing)} cases are not on the screen")
    return ([(rows[case] - posted) / 1000 for case, (posted, _) in missions.items()],
            [(rows[case] - ended) / 1000 for case, (_, ended) in missions.items()])


def task_milliseconds(browser):
    metrics = {one["name"]: one["value"] for one in browser.command("Performance.getMetrics")["metrics"]}
    return metrics["TaskDuration"] * 1000


def scroll(browser):
    """Times between frames while the list runs through under the wheel, and the main thread's work for each."""
    browser.command("Performance.enable")
    browser.value(FRAMES)
    before = task_milliseconds(browser)
    for distance in (-12_000, 12_000, -12_000):
        browser.command("Input.synthesizeScrollGesture", x=200, y=500, yDistance=distance, speed=2500, gestureSourceType="mouse")
    browser.value("window.still = true")
    frames = browser.value("window.frames_")[1:]
    return frames, (task_milliseconds(browser) - before) / len(frames)


def percentile(values, share):
    return sorted(values)[int(share * (len(values) - 1))]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", required=True)
    parser.add_argument("--runs", type=int, default=7, help="of the first list, each in a new browser")
    parser.add_argument("--cases", type=int, default=500, help="open at once when the list is scrolled")
    given = parser.parse_args()
    bars, ward = Bars(), Ward(given.programs)
    with contextlib.suppress(PermissionError):
        os.nice(PRIORITY)  # whatever is started here inherits it
    try:
        ward.start()
        open_now = len(ward.load(20, 2, 4))
        first = first_list(ward, given.runs)
        print(f"\nfirst list, {open_now} cases: {' '.join(f'{one:.0f}' for one in first)} ms  {load_average()}", flush=True)
        with ward.browser() as browser:
            browser.open(ward.address)
            browser.wait_for("window.firstRow !== null", 20)
            from_post, from_receipt = news(ward, browser)
            print(f"a new case: p50 {statistics.median(from_post):.0f} max {max(from_post):.0f} ms after the post, p50 "
                  f"{statistics.median(from_receipt):.0f} max {max(from_receipt):.0f} ms after the receipt  {load_average()}", flush=True)
            while (count := browser.value("document.querySelectorAll('a.item').length")) < given.cases:
                ward.load(100, (given.cases - count) // 100 + 1, 8)
                time.sleep(1)
        full = first_list(ward, given.runs)
        print(f"first list, {count} cases: {' '.join(f'{one:.0f}' for one in full)} ms  {load_average()}", flush=True)
        with ward.browser() as browser:
            browser.open(ward.address)
            browser.wait_for(f"document.querySelectorAll('a.item').length >= {given.cases}", 20)
            time.sleep(2)
            frames, work = scroll(browser)
        missed = sum(1 for one in frames if one > FRAME * 1.5)
        print(f"scrolling {count} cases: {len(frames)} frames, p50 {statistics.median(frames):.1f} p99 {percentile(frames, 0.99):.1f} max "
              f"{max(frames):.1f} ms, {missed} missed, main thread {work:.1f} ms a frame  {load_average()}", flush=True)
        bars.at_most("first_list_cold_ms", statistics.median(first), 1000)
        bars.at_most("first_list_cold_500_cases_ms", statistics.median(full), 1000)
        bars.at_most("new_case_on_screen_after_post_ms_max", max(from_post), 300)
        bars.at_most("scroll_500_frame_p50_ms", statistics.median(frames), FRAME + 0.1)
        bars.at_most("scroll_500_main_thread_ms_a_frame", work, FRAME)
        bars.at_most("scroll_500_missed_frames_percent", 100 * missed / len(frames), 5)
    finally:
        ward.close()
    bars.say()


if __name__ == "__main__":
    main()
