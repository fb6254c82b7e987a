#!/usr/bin/python3
"""What is in the programs and pages that are delivered, as CycloneDX 1.5 (ECMA-424): read off the build itself, so that
nothing is listed because somebody thinks it is there, and nothing missing because somebody forgot it.

    sbom.py --build DIR > sbom.cdx.json     DIR: a build that has bin/ and ninja's record of the headers it has read
"""
import argparse
import functools
import json
import pathlib
import re
import subprocess
import sys
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
DELIVERED = ("vorab-gateway", "vorab-hospital", "vorab-picture", "vorab-conformance")
COMPILER = re.compile(r"^(g\+\+|gcc|cpp|libstdc\+\+|libgcc)(-|$)")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def libraries_of(program):
    """The shared objects that the loader takes."""
    return {line.split("=> ")[1].split(" (")[0] for line in output("ldd", program).splitlines() if "=> /" in line}


def headers_of(build):
    """The headers of the system that were compiled in; a library of templates leaves no other trace."""
    return {line.strip() for line in output("ninja", "-C", build, "-t", "deps").splitlines() if line.startswith("    /usr/include/")}


@functools.cache
def versions():
    """Debian package -> (version, source package)."""
    rows = output("dpkg-query", "-W", "-f", "${Package}\t${Version}\t${source:Package}\n").splitlines()
    return {name: (version, source) for name, version, source in (row.split("\t") for row in rows)}


def packages_of(files):
    """The Debian packages that the files came with. /lib is /usr/lib, and dpkg may know a file by either name."""
    names = {file: {file, str(pathlib.Path(file).resolve()), file.removeprefix("/usr")} for file in files}
    found = subprocess.run(["dpkg-query", "-S", *sorted(set().union(*names.values()))], capture_output=True, text=True).stdout
    owner = {file: package.split(":")[0] for package, file in (line.split(": ") for line in found.splitlines())}
    for file, known_as in names.items():
        if not known_as & owner.keys():
            raise SystemExit(f"no Debian package has brought {file}")
    return set(owner.values())


def debian(name):
    version, source = versions()[name]
    return {"type": "library", "bom-ref": f"deb:{name}", "name": name, "version": version,
            "purl": f"pkg:deb/debian/{name}@{version.replace('+', '%2B').replace(':', '%3A')}?distro=debian-12",
            "properties": [{"name": "debian:source", "value": source}]}


def npm():
    """What may go into the pages: the tools that build them are not delivered."""
    for path, about in json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"].items():
        if path and not about.get("dev"):
            name = path.split("node_modules/")[-1]
            yield {"type": "library", "bom-ref": f"npm:{name}", "name": name, "version": about["version"],
                   "purl": f"pkg:npm/{name.replace('@', '%40')}@{about['version']}",
                   "licenses": [{"license": {"id": about["license"]}}]}


def bill(build):
    programs = [build / "bin" / name for name in DELIVERED]
    linked = packages_of({file for program in programs for file in libraries_of(program)})
    compiled_in = {name for name in packages_of(headers_of(build)) if not COMPILER.match(name)}
    parts = [debian(name) for name in sorted(linked | compiled_in)] + sorted(npm(), key=lambda part: part["name"])
    commit = output("git", "-C", str(ROOT), "rev-parse", "HEAD").strip()
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": f"urn:uuid:{uuid.uuid4()}", "version": 1,
            "metadata": {"component": {"type": "application", "bom-ref": "vorab", "name": "vorab", "version": commit}},
            "components": parts,
            "dependencies": [{"ref": "vorab", "dependsOn": [part["bom-ref"] for part in parts]}]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    json.dump(bill(parser.parse_args().build), sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
