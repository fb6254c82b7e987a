#!/bin/sh
# One transmission by hand: curl, jq, openssl, and Node with `jose` for the sealing. sh send.sh RECORD.json
# Settings are taken from the environment (VORAB_GATEWAY, VORAB_CLIENT, ...; see ../README.md). It sends once: for a sender that
# tries again as it should, see the other samples.
set -eu
here=$(dirname "$0")
(cd "$here" && node -e "import('jose').catch(() => process.exit(1))") || { echo "jose is missing, once: npm install --prefix $here" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
secret=$(cat "$VORAB_SECRET_FILE")
certificate() { printf -- '-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n' "$1" | fold -w 64; }

echo '1. a token for twelve hours' >&2
token=$(printf 'user = "%s:%s"\n' "$VORAB_CLIENT" "$secret" | curl -sS --fail-with-body --cacert "$VORAB_CA" -K - -d grant_type=client_credentials \
    "$VORAB_GATEWAY/oauth2/token" | jq -re .access_token)

echo '2. the mailboxes assigned to us, with their keys' >&2
curl -sS --fail-with-body --cacert "$VORAB_CA" -H "Authorization: Bearer $token" "$VORAB_GATEWAY/v1/mailboxes" > "$work/mailboxes.json"

echo '3. is the first key really the hospital'"'"'s?' >&2
certificate "$(jq -r --arg id "$VORAB_MAILBOX" '.mailboxes[] | select(.id == $id) | .keys[0].x5c[0]' "$work/mailboxes.json")" > "$work/mailbox.pem"
openssl verify -CAfile "$VORAB_HOSPITAL_CA" "$work/mailbox.pem" >&2
openssl x509 -in "$work/mailbox.pem" -noout -subject -nameopt multiline | grep -q "commonName *= $VORAB_MAILBOX\$"

echo '4. sign and seal' >&2
node "$here/seal.mjs" "$1" "$work/mailboxes.json" > "$work/envelope.jose" 2> "$work/case" || { cat "$work/case" >&2; exit 1; }

echo '5. send' >&2
curl -sS --fail-with-body --cacert "$VORAB_CA" -H "Authorization: Bearer $token" -H 'Content-Type: application/jose' \
    --data-binary "@$work/envelope.jose" "$VORAB_GATEWAY/v1/mailboxes/$VORAB_MAILBOX/transmissions" > "$work/answer.json"

echo '6. does the receipt hold, and is it for these very bytes?' >&2
node "$here/receipt.mjs" "$work/answer.json" "$work/envelope.jose"
