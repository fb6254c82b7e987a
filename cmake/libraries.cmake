find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
set(Boost_NO_WARN_NEW_VERSIONS ON)
find_package(Boost 1.81 EXACT REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(EXPAT REQUIRED)
find_package(PahoMqttCpp REQUIRED)
pkg_check_modules(mariadb REQUIRED IMPORTED_TARGET libmariadb)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(pangocairo REQUIRED pangocairo cairo-pdf)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
if(VORAB_TESTS)
  find_package(Catch2 2.13 REQUIRED)
endif()

# Asio and Beast are compiled once (common/async/asio_source.cpp, common/http/beast_source.cpp); everybody must agree on it.
add_compile_definitions(BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED BOOST_JSON_NO_LIB)
