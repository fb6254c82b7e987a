# The library headers that most files read, compiled once a build. Headers of ours are not among them: a change of one must
# rebuild only who includes it. Whatever a file needs it still includes itself; clang-tidy, which reads without these, proves it.
add_library(precompiled STATIC cmake/precompiled.cpp)
target_link_libraries(precompiled PUBLIC fmt::fmt Boost::json)
target_precompile_headers(precompiled PRIVATE cmake/precompiled.hpp)
if(VORAB_TESTS)
  add_library(precompiled_tests STATIC cmake/precompiled.cpp)
  target_link_libraries(precompiled_tests PUBLIC fmt::fmt Boost::json)
  target_precompile_headers(precompiled_tests PRIVATE cmake/precompiled.hpp <catch2/catch.hpp>)
endif()
