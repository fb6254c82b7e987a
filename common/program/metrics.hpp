#pragma once
// The text of /metrics (Prometheus text format 0.0.4), line by line. Names are literals; no labels from outside.
#include <cstdint>
#include <string>

#include "common/http/server.hpp"

namespace vorab::program {

class Metrics {
  public:
    Metrics& gauge(core::PublicText name, std::uint64_t value) { return add(name, "gauge", value); }
    Metrics& counter(core::PublicText name, std::uint64_t value) { return add(name, "counter", value); }

    /// What a public server has seen.
    Metrics& server(const http::Server& server) {
        const auto& counts = server.counts();
        return gauge("vorab_connections", server.connections())
            .counter("vorab_connections_accepted_total", counts.accepted)
            .counter("vorab_connections_refused_total", counts.too_many)
            .counter("vorab_handshakes_failed_total", counts.handshakes_failed)
            .counter("vorab_requests_refused_total", counts.refused)
            .counter("vorab_requests_answered_total", counts.answered);
    }

    const std::string& text() const { return text_; }

  private:
    Metrics& add(const core::PublicText& name, const char* kind, std::uint64_t value) {
        text_.append("# TYPE ").append(name.view()).append(" ").append(kind).append("\n");
        text_.append(name.view()).append(" ").append(std::to_string(value)).append("\n");
        return *this;
    }
    std::string text_;
};
}  // namespace vorab::program
