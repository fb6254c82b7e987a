# shellcheck shell=bash
# Builds: the programs by a CMake preset, the web pages by esbuild.

# build PRESET [TARGET...]
build() {
    local preset=$1 targets=()
    shift
    [ $# -gt 0 ] && targets=(--target "$@")
    if [ ! -f "build/$preset/build.ninja" ]; then
        step "configuring $preset" "configure-$preset" cmake --preset "$preset" || return 1
    fi
    step "building $preset" "build-$preset" cmake --build "build/$preset" -j"$(nproc)" "${targets[@]}"
}

web_is_fresh() {
    [ -f web/dist/board/index.html ] &&
        [ -z "$(find web schemas -path web/node_modules -prune -o -path web/dist -prune -o -type f \
            -newer web/dist/board/index.html -print -quit)" ]
}

build_web() {
    [ -f web/package.json ] || return 0
    web_is_fresh || step "building the web pages" web npm run --prefix web build
}
