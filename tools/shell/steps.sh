# shellcheck shell=bash
# Steps with a line each: what happens, how long it took, and the last words of its log when it fails.

LOGS=build/log
mkdir -p "$LOGS"

# step WORDS LOG COMMAND... : the command's noise goes to build/log/LOG.log
step() {
    local words=$1 log=$LOGS/$2.log began=$SECONDS
    shift 2
    printf '  %-52s' "$words"
    if "$@" >"$log" 2>&1; then
        printf ' ok  %3d s\n' $((SECONDS - began))
        return 0
    fi
    printf ' FAILED after %d s\n' $((SECONDS - began))
    printf '\nThe last lines of %s:\n' "$log" >&2
    tail -n 25 "$log" | sed 's/^/    /' >&2
    return 1
}

# As root, or through sudo.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}
