# shellcheck shell=bash
# ./vorab test: every stage is run, whatever became of the one before; a table and the count close it.

PASSED=0
FAILED=0
TABLE=()

# stage WORDS COMMAND...
stage() {
    local words=$1 began=$SECONDS verdict=passed
    shift
    printf '\n== %s\n' "$words"
    if "$@"; then PASSED=$((PASSED + 1)); else FAILED=$((FAILED + 1)) verdict=FAILED; fi
    TABLE+=("$(printf '%-6s %5d s  %s' "$verdict" $((SECONDS - began)) "$words")")
}

# The closing line has the form that test runners use; each stage above printed its own count.
stages_closed() {
    printf '\n'
    printf '%s\n' "${TABLE[@]}"
    printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
    [ "$FAILED" -eq 0 ]
}

ctest_preset() {
    build "$1" && ctest --test-dir "build/$1" --output-on-failure -j"$(nproc)" --no-tests=error
}

# Only what is labelled concurrent is built with ThreadSanitizer.
ctest_concurrent() {
    local names targets=()
    configure tsan || return 1
    names=$(ctest --test-dir build/tsan -N -L concurrent | sed -n 's/^ *Test *#[0-9]*: *//p')
    for name in $names; do targets+=("test_$name"); done
    [ ${#targets[@]} -gt 0 ] || return 0
    build tsan "${targets[@]}" && ctest --test-dir build/tsan -L concurrent --output-on-failure -j"$(nproc)" --no-tests=error
}

has_npm_script() {
    [ -f "$1/package.json" ] && node -e 'process.exit(require(process.argv[1]).scripts?.[process.argv[2]] ? 0 : 1)' \
        "$PWD/$1/package.json" "$2"
}

# The scripts that the two npm packages of ours have for it.
web_tests() {
    build_web || return 1
    local folder script
    for folder in web tests; do
        for script in check samples schemas web; do
            if has_npm_script "$folder" "$script"; then npm run --prefix "$folder" --silent "$script" || return 1; fi
        done
    done
}

# What is shipped, looked at as it is shipped.
gateway_is_blind() {
    [ -x build/release/bin/vorab-gateway ] && "$PYTHON" tools/checks/run.py --only blind --build build/release
}

# The bill is read off the release build: a part that nobody can name fails it.
parts_have_names() {
    sbom && grep -c '"purl"' build/release/sbom.cdx.json
}

test_stages() {
    build_ahead check
    stage "web pages and schemas" web_tests
    stage "all tests, AddressSanitizer and UBSan" ctest_preset check
    stage "concurrent tests, ThreadSanitizer" ctest_concurrent
    stage "one mission through the whole house, release build" demo --check
    stage "the shipped gateway holds nothing that opens an envelope" gateway_is_blind
    stage "the bill of what is delivered" parts_have_names
}
