# shellcheck shell=bash
# Brings what is missing: Debian packages of tools/packages.txt, npm packages of web/ and tests/. A second call finds
# that out in a moment.

node_is_fit() {
    command -v npm >/dev/null && node -e 'process.exit(+process.versions.node.split(".")[0] >= 18 ? 0 : 1)' 2>/dev/null
}

missing_packages() {
    local wanted present
    wanted=$(sed 's/#.*//' tools/packages.txt | awk 'NF {print $1}')
    if node_is_fit; then wanted=$(grep -vxE 'nodejs|npm' <<<"$wanted"); fi
    # A library may come from a package that provides it under another name.
    present=$(dpkg-query -W -f='${db:Status-Abbrev}${Package} ${Provides}\n' 2>/dev/null |
        sed -n 's/^ii *//p' | sed -E 's/\([^)]*\)//g; s/,/ /g' | tr -s ' ' '\n')
    grep -vxF -f <(printf '%s\n' "$present") <<<"$wanted" || true
}

# Services that packages bring must not start: the demo and the tests run their own, on their own ports and sockets.
without_starting_services() {
    local policy=/usr/sbin/policy-rc.d placed=0 result=0
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
        placed=1
    fi
    "$@" || result=$?
    if [ "$placed" = 1 ]; then as_root rm -f "$policy"; fi
    return "$result"
}

apt_install() {
    as_root apt-get update &&
        without_starting_services as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y --no-install-recommends "$@"
}

install_debian() {
    local missing
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -eq 0 ] && return 0
    step "Debian packages (${#missing[@]} missing)" apt apt_install "${missing[@]}"
}

# npm writes node_modules/.package-lock.json last: older than the lock file means out of date.
install_npm() {
    local folder
    for folder in web tests; do
        [ -f "$folder/package-lock.json" ] || continue
        [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] && continue
        step "npm packages of $folder/" "npm-$folder" npm ci --prefix "$folder" --no-audit --no-fund || return 1
    done
}

install() {
    install_debian && install_npm
}
