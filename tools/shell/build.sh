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
