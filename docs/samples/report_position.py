#!/usr/bin/env python3
"""A dispatch system says when a vehicle arrives:  report_position.py CALLSIGN MINUTES [LATITUDE LONGITUDE]

Send it when the time changes by a minute or more, and several vehicles in one call (up to 500). Settings: gateway_call.py."""
import datetime
import json
import sys

import gateway_call


def moment(minutes=0):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)).isoformat()


callsign, minutes, *where = sys.argv[1:]
position = {"callsign": callsign, "at": moment(), "eta": moment(float(minutes))}
if where:
    position |= {"latitude": float(where[0]), "longitude": float(where[1])}
status, answer = gateway_call.post("/v1/positions", "positions", {"positions": [position]})
print(json.dumps(answer))
sys.exit(0 if status == 202 else 1)
