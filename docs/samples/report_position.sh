#!/bin/sh
# The same as report_position.py with curl: report_position.sh CALLSIGN MINUTES
# VORAB_GATEWAY=https://gateway.example VORAB_CLIENT=... VORAB_SECRET_FILE=... [VORAB_CA=ca.pem]
set -eu
now=$(date -u +%Y-%m-%dT%H:%M:%S.%6NZ)
eta=$(date -u -d "+$2 minutes" +%Y-%m-%dT%H:%M:%SZ)
ask() { curl --silent --show-error --fail-with-body ${VORAB_CA:+--cacert "$VORAB_CA"} "$@"; }

# The secret goes to curl by a file descriptor, not by the command line, which others can read.
token=$(printf 'user = "%s:%s"\n' "$VORAB_CLIENT" "$(cat "$VORAB_SECRET_FILE")" |
    ask --config - --data 'grant_type=client_credentials&scope=positions' "$VORAB_GATEWAY/oauth2/token" |
    sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
[ -n "$token" ] || exit 1
printf 'header = "Authorization: Bearer %s"\n' "$token" |
    ask --config - --json "{\"positions\":[{\"callsign\":\"$1\",\"at\":\"$now\",\"eta\":\"$eta\"}]}" "$VORAB_GATEWAY/v1/positions"
