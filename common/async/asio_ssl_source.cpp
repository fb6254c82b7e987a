// The non-template half of Asio's TLS, compiled once for everybody (BOOST_ASIO_SEPARATE_COMPILATION).
#include <boost/asio/ssl/impl/src.hpp>
