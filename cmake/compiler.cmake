option(VORAB_TESTS "build the tests" ON)
set(VORAB_SANITIZE "" CACHE STRING "sanitizers of this build, e.g. address,undefined or thread")
option(VORAB_HARDEN "flags of a release: fortify, stack protector, full RELRO" OFF)

find_program(CCACHE ccache)
if(CCACHE)
  # What one build folder compiled serves every other one, also of another clone.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(
  -Wall -Wextra -Wformat=2 -Wconversion -Wshadow -Wimplicit-fallthrough -Werror=format-security -Werror=return-type
  "$<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-mismatched-new-delete>" # false on coroutine frames with g++ 12
  -fno-strict-aliasing -fdiagnostics-color=auto
  "$<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>" # so that ccache sees through a precompiled header
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.) # no machine path in a binary
include_directories(${CMAKE_SOURCE_DIR})   # includes are written from the root of the tree

if(VORAB_SANITIZE)
  add_compile_options(-fsanitize=${VORAB_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${VORAB_SANITIZE})
  if(VORAB_SANITIZE STREQUAL thread)
    add_compile_options(-Wno-tsan) # Asio's fences: ThreadSanitizer does not follow them, and finds nothing amiss
  endif()
  if(VORAB_SANITIZE MATCHES undefined)
    # Without null and alignment: they guard each access to a member, and so double the time to compile. A null pointer
    # that is used stops the program under AddressSanitizer all the same.
    add_compile_options(-fno-sanitize-recover=undefined -fno-sanitize=vptr,null,alignment,object-size)
  endif()
endif()

if(VORAB_HARDEN)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS -fstack-clash-protection
    -fstack-protector-strong -fcf-protection=full -fno-delete-null-pointer-checks -fno-strict-overflow
    -ftrivial-auto-var-init=zero -fPIE)
  add_link_options(-pie -Wl,-z,nodlopen -Wl,-z,noexecstack -Wl,-z,relro -Wl,-z,now -Wl,--as-needed -Wl,--build-id=sha1)
endif()
