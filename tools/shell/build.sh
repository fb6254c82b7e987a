# shellcheck shell=bash
# Builds: the programs by a CMake preset, the web pages by esbuild.

# configure PRESET : once. Where ./vorab makes the folder, files are compiled together: that builds whole fastest.
# Who changes one file and builds again takes dev, or configures by himself (cmake --preset release).
configure() {
    local preset=$1 more=()
    [ -f "build/$preset/build.ninja" ] && return
    case $preset in check | tsan | release) more=(-DVORAB_TOGETHER=ON) ;; esac
    step "configuring $preset" "configure-$preset" cmake --preset "$preset" "${more[@]}"
}

# build_ahead PRESET : with what others leave of the processors, while they do something that waits most of its time. Whoever
# needs it builds it as if nothing had been: that waits, does what is left, and says what failed.
AHEAD=
build_ahead() {
    configure "$1" || return 1
    nice -n 19 ninja -C "build/$1" -j"$(nproc)" >"$LOGS/ahead-$1.log" 2>&1 &
    AHEAD=$!
    trap '[ -z "$AHEAD" ] || kill "$AHEAD"' EXIT
}

wait_for_what_is_built_ahead() {
    [ -n "$AHEAD" ] || return 0
    wait "$AHEAD" || true
    AHEAD=
}

# build PRESET [TARGET...]
build() {
    local preset=$1 targets=()
    shift
    [ $# -gt 0 ] && targets=(--target "$@")
    configure "$preset" || return 1
    wait_for_what_is_built_ahead
    step "building $preset" "build-$preset" cmake --build "build/$preset" -j"$(nproc)" "${targets[@]}"
}

# newer_than STAMP FOLDER... : whether a source below the folders is newer than what was built from it.
newer_than() {
    local stamp=$1
    shift
    [ ! -f "$stamp" ] || [ -n "$(find "$@" \( -name node_modules -o -name dist \) -prune -o -type f -newer "$stamp" \
        -print -quit)" ]
}

build_web() {
    if newer_than web/dist/board/index.html web; then
        step "building the web pages" web npm run --prefix web build || return 1
    fi
    if newer_than web/dist/docs/index.html schemas tools/documentation; then
        step "rendering the API documentation" documentation node tools/documentation/render.mjs
    fi
}
