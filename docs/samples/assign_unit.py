#!/usr/bin/env python3
"""A capacity system assigns a patient to a unit of the hospital:  assign_unit.py CALLSIGN MAILBOX UNIT

404 means that the crew has not announced the patient yet: keep the assignment and send it again. Settings: gateway_call.py."""
import datetime
import json
import sys

import gateway_call

callsign, mailbox, unit = sys.argv[1:]
at = datetime.datetime.now(datetime.timezone.utc).isoformat()
status, answer = gateway_call.post("/v1/assignments", "assignments",
                                   {"callsign": callsign, "mailbox": mailbox, "at": at, "unit": unit})
print(json.dumps(answer, ensure_ascii=False))
sys.exit(0 if status == 200 else 1)
