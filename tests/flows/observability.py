#!/usr/bin/python3
"""What operators look at: every line that the servers have logged until now fits the shipped index template of Elasticsearch, and
every metric that the shipped Grafana dashboard asks for is there."""
import ipaddress
import json
import os
import pathlib
import re
import urllib.request

FLOWS = json.loads(pathlib.Path(os.environ["VORAB_FLOWS"]).read_text())
DEPLOY = pathlib.Path(FLOWS["root"]) / "deploy"
KINDS = {bool: "boolean", int: "long", str: "string"}


def check(sentence, ok, why=""):
    print(json.dumps({"check": sentence, "ok": bool(ok), "why": why}), flush=True)


def fits(value, kind):
    if kind in ("long", "short"):
        return isinstance(value, int) and not isinstance(value, bool) and (kind == "long" or abs(value) < 32768)
    if not isinstance(value, str):
        return False
    if kind == "ip":
        return bool(ipaddress.ip_address(value))
    return kind != "date" or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", value) is not None


def mapped(mappings, name):
    """The mapping of a dotted name, or None."""
    for step in name.split("."):
        mappings = mappings.get("properties", {}).get(step)
        if mappings is None:
            return None
    return mappings.get("type")


def faults_of(line, mappings, seen):
    try:
        fields = json.loads(line)
    except ValueError:
        yield f"not JSON: {line[:80]}"
        return
    for name in ("@timestamp", "log.level", "message", "ecs.version", "service.name"):
        if name not in fields:
            yield f"without {name}"
    for name, value in fields.items():
        if name.startswith("vorab."):
            kind = KINDS.get(type(value))
            if kind is None or seen.setdefault(name, kind) != kind:
                yield f"{name} is a {type(value).__name__}, and a {seen.get(name)} elsewhere"
        elif not fits(value, mapped(mappings, name)):
            yield f"{name} is not a {mapped(mappings, name)}"


def judge_logs():
    mappings = json.loads((DEPLOY / "elastic" / "index-template.json").read_text())["template"]["mappings"]
    seen, lines, faults = {}, 0, []
    for server in ("vorab-gateway", "vorab-hospital"):
        for line in (pathlib.Path(FLOWS["log"]) / f"{server}.log").read_text().splitlines():
            lines += 1
            faults += [f"{server}: {fault}" for fault in faults_of(line, mappings, seen)]
    check("the servers have logged something", lines > 10, str(lines))
    check("every log line fits the shipped index template, each field with one type", not faults, "; ".join(sorted(set(faults))[:5]))


def metrics(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return set(re.findall(r"^(vorab_\w+)", answer.read().decode(), re.M))


def judge_dashboard():
    there = metrics(FLOWS["ports"]["gateway_operations"]) | metrics(FLOWS["ports"]["hospital_operations"])
    text = (DEPLOY / "grafana" / "vorab.json").read_text()
    asked = set(re.findall(r"vorab_\w+", " ".join(target["expr"] for panel in json.loads(text)["panels"] for target in panel["targets"])))
    check("the dashboard asks for something", len(asked) > 8)
    check("every metric that the dashboard asks for is there", asked <= there, ", ".join(sorted(asked - there)))


judge_logs()
judge_dashboard()
