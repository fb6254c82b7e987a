#!/usr/bin/python3
"""How fast python-hl7 reads one message: parse_hl7.py FILE prints megabytes a second, the best of seven rounds."""
import pathlib
import sys
import time

import hl7

CALLS = 500


def main():
    text = pathlib.Path(sys.argv[1]).read_bytes().decode("iso-8859-15")
    best, seen = 0.0, 0
    for _ in range(7):
        begin = time.perf_counter()
        for _ in range(CALLS):
            message = hl7.parse(text)
            seen += len(str(message.segment("PID")[5])) + len(str(message.segment("PV1")[19]))
        best = max(best, len(text) * CALLS / (time.perf_counter() - begin) / 1e6)
    print(best if seen else 0)


main()
