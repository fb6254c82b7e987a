# shellcheck shell=bash
# Builds: the programs by a CMake preset, the web pages by esbuild.

# configure PRESET : once. Where ./vorab makes the folder of check, files are compiled together: that builds whole fastest.
# Who changes one file and builds again takes dev, or configures by himself (cmake --preset check).
configure() {
    local preset=$1 more=()
    [ -f "build/$preset/build.ninja" ] && return
    if [ "$preset" = check ]; then more=(-DVORAB_TOGETHER=ON); fi
    step "configuring $preset" "configure-$preset" cmake --preset "$preset" "${more[@]}"
}

# build PRESET [TARGET...]
build() {
    local preset=$1 targets=()
    shift
    [ $# -gt 0 ] && targets=(--target "$@")
    configure "$preset" || return 1
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
