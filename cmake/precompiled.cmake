# The library headers that most files read, compiled once a build; Asio's only for the rooms that stand on common/async, because
# whoever reads them must link it. Headers of ours are not among them: a change of one must rebuild only who includes it.
# Whatever a file needs it still includes itself; clang-tidy, which reads without these, proves it.
function(vorab_precompiled_header name)
  add_library(precompiled_${name} STATIC cmake/precompiled.cpp)
  target_link_libraries(precompiled_${name} PUBLIC fmt::fmt Boost::json)
  target_precompile_headers(precompiled_${name} PRIVATE ${ARGN})
endfunction()

vorab_precompiled_header(plain cmake/precompiled.hpp)
vorab_precompiled_header(async cmake/precompiled.hpp cmake/precompiled_async.hpp)
if(VORAB_TESTS)
  vorab_precompiled_header(plain_tests cmake/precompiled.hpp <catch2/catch.hpp>)
  vorab_precompiled_header(async_tests cmake/precompiled.hpp cmake/precompiled_async.hpp <catch2/catch.hpp>)
endif()

# vorab_precompile(TARGET SUFFIX ROOM...): which of them follows from the rooms that it uses, which are known before it.
function(vorab_precompile target suffix)
  set(header plain)
  foreach(room IN ITEMS ${target} ${ARGN})
    set(stands_on_async OFF)
    if(TARGET ${room})
      get_target_property(stands_on_async ${room} VORAB_ASYNC)
    endif()
    if("${room}" STREQUAL "vorab_async" OR stands_on_async)
      set(header async)
      set_target_properties(${target} PROPERTIES VORAB_ASYNC ON)
    endif()
  endforeach()
  target_precompile_headers(${target} REUSE_FROM precompiled_${header}${suffix})
endfunction()
