#pragma once
// What every request to store meets first: is there room? And last: a database that fails makes 503, so that the
// gateway parks the envelope and the crew's system repeats, and nobody takes a verdict for it.
#include "common/http/message.hpp"
#include "hospital_server/storage/space.hpp"

namespace vorab::hospital_server::intake {

class Gate {
  public:
    Gate(storage::Space& space, const core::Log& log) : space_(space), log_(log) {}

    /// The same handler behind the gate, which must outlive it.
    http::Handler guard(storage::Weight weight, http::Handler inner);

  private:
    async::Task<http::Response> pass(http::Request& request, storage::Weight weight, const http::Handler& inner);

    storage::Space& space_;
    const core::Log& log_;
};
}  // namespace vorab::hospital_server::intake
