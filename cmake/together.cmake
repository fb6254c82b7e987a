# Most of a file's time is its headers. Where nobody changes one file and builds again, files of one target are compiled
# together, as units; which of them may is found out by tools/checks/together.py.
option(VORAB_TOGETHER "compile files of a target together: a whole build is faster, that of one changed file slower" OFF)

# vorab_compile_together(): last of all, when every target is known.
function(vorab_compile_together)
  if(NOT VORAB_TOGETHER)
    return()
  endif()
  get_property(targets GLOBAL PROPERTY VORAB_TARGETS)
  set(list "")
  foreach(target ${targets})
    get_target_property(folder ${target} SOURCE_DIR)
    get_target_property(sources ${target} SOURCES)
    foreach(source ${sources})
      get_filename_component(source ${source} ABSOLUTE BASE_DIR ${folder})
      # Not what is made by the build, and not the libraries that are compiled in a file of their own.
      if(NOT source MATCHES "_source\\.cpp$" AND NOT source MATCHES "^${CMAKE_BINARY_DIR}/")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source}) # it may bring a name that another file has
        file(RELATIVE_PATH source ${CMAKE_SOURCE_DIR} ${source})
        string(APPEND list "${target} ${source}\n")
      endif()
    endforeach()
    # g++ takes what a .cpp has of its own for a header's, when it reads the file by #include.
    # And a tenth of its time is collecting garbage, unless it may have a gigabyte before.
    target_compile_options(${target} PRIVATE
      "$<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-subobject-linkage;--param=ggc-min-heapsize=1000000>")
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  endforeach()
  file(WRITE ${CMAKE_BINARY_DIR}/together.txt "${list}")
  execute_process(COMMAND /usr/bin/python3 -B ${CMAKE_SOURCE_DIR}/tools/checks/together.py ${CMAKE_BINARY_DIR}/together.txt
    OUTPUT_FILE ${CMAKE_BINARY_DIR}/together.cmake COMMAND_ERROR_IS_FATAL ANY)
  include(${CMAKE_BINARY_DIR}/together.cmake)
endfunction()
