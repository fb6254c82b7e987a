#pragma once
// Opens a connection to an origin: name, TCP, TLS. For the files of this room only.
#include <chrono>
#include <memory>

#include "common/http/client.hpp"
#include "common/http/stream.hpp"

namespace vorab::http {

/// unreachable when that does not succeed in time, for whatever reason; forbidden when `addresses` permits none of
/// those that the name leads to. It is looked up once: connected is to what was judged.
async::Task<core::Result<std::unique_ptr<Stream>>> connect(async::Executor executor, Origin origin,
                                                           std::optional<TlsContext> tls,
                                                           std::chrono::milliseconds at_most, AddressRule addresses);

/// The Host header: the port only when it is not the scheme's own.
std::string host_header(const Origin& origin);

}  // namespace vorab::http
