#pragma once
// A request whose body is one JSON object.
#include <boost/json/object.hpp>

#include "common/http/message.hpp"

namespace vorab::http {

/// unsupported_type when the body does not say that it is application/json, before a byte of it is read; too_large
/// beyond `longest` bytes; malformed as core::parse_json_object() says.
async::Task<core::Result<boost::json::object>> read_json(Request& request, std::size_t longest);

}  // namespace vorab::http
