"""What both samples need: a token, and one call. Python's standard library alone.

VORAB_GATEWAY=https://gateway.example  VORAB_CLIENT=...  VORAB_SECRET_FILE=...  [VORAB_CA=ca.pem]"""
import base64
import json
import os
import pathlib
import ssl
import urllib.error
import urllib.request

GATEWAY = os.environ["VORAB_GATEWAY"]
TLS = ssl.create_default_context(cafile=os.environ.get("VORAB_CA"))


def send(path, body, headers):
    request = urllib.request.Request(GATEWAY + path, body.encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(request, context=TLS, timeout=15) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:  # a problem of RFC 9457: `detail` says what to do
        return refused.code, json.load(refused)


def token(scope):
    """Good for twelve hours: a real system keeps it until shortly before `expires_in`, or until it is answered with 401."""
    secret = pathlib.Path(os.environ["VORAB_SECRET_FILE"]).read_text().strip()
    basic = base64.b64encode(f"{os.environ['VORAB_CLIENT']}:{secret}".encode()).decode()
    status, answer = send("/oauth2/token", f"grant_type=client_credentials&scope={scope}",
                          {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"})
    if status != 200:
        raise SystemExit(f"no token: {status} {answer}")
    return answer["access_token"]


def post(path, scope, value):
    return send(path, json.dumps(value), {"Authorization": f"Bearer {token(scope)}", "Content-Type": "application/json"})
