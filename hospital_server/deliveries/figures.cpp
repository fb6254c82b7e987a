#include <algorithm>

#include "hospital_server/deliveries/deliveries.hpp"

namespace vorab::hospital_server::deliveries {
namespace {
/// One metric with a value for each line (Prometheus text format 0.0.4).
class Metric {
  public:
    Metric(std::string_view name, std::string_view kind) : name_(name) {
        text_.append("# TYPE ").append(name).append(" ").append(kind).append("\n");
    }
    void add(const core::MailboxId& mailbox, const outbox::LineState& line, std::string_view state,
             std::uint64_t value) {
        text_.append(name_).append("{mailbox=\"").append(mailbox.str()).append("\",channel=\"").append(line.channel);
        text_.append("\",target=\"").append(line.target).append("\"");
        if (!state.empty()) text_.append(",state=\"").append(state).append("\"");
        text_.append("} ").append(std::to_string(value)).append("\n");
    }
    const std::string& text() const { return text_; }

  private:
    std::string name_;
    std::string text_;
};

std::uint64_t age(const outbox::Waiting& waiting, core::Timestamp now) {
    if (!waiting.oldest_open || now < *waiting.oldest_open) return 0;
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(now - *waiting.oldest_open).count());
}
}  // namespace

std::string Deliveries::metrics() const {
    Metric waiting{"vorab_deliveries_waiting", "gauge"};
    Metric oldest{"vorab_delivery_oldest_seconds", "gauge"};
    Metric silent{"vorab_delivery_target_silent", "gauge"};
    Metric attempts{"vorab_delivery_attempts_total", "counter"};
    const auto now = clock_.now();
    for (const auto& [id, counts] : counted_) {
        for (const auto& line : mailboxes_.find(id)->dispatcher.lines()) {
            const auto found = counts.find(line.channel + " " + line.target);
            const outbox::Waiting counted = found == counts.end() ? outbox::Waiting{} : found->second;
            waiting.add(id, line, "pending", static_cast<std::uint64_t>(counted.pending));
            waiting.add(id, line, "sending", static_cast<std::uint64_t>(counted.sending));
            waiting.add(id, line, "rejected", static_cast<std::uint64_t>(counted.rejected));
            oldest.add(id, line, "", age(counted, now));
            silent.add(id, line, "", line.breaker == outbox::Breaker::State::closed ? 0 : 1);
            attempts.add(id, line, "delivered", line.delivered);
            attempts.add(id, line, "put_off", line.put_off);
            attempts.add(id, line, "rejected", line.rejected);
        }
    }
    return waiting.text() + oldest.text() + silent.text() + attempts.text();
}
}  // namespace vorab::hospital_server::deliveries
