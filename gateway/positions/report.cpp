#include "gateway/positions/report.hpp"

#include <cmath>

#include "common/envelope/members.hpp"

namespace vorab::gateway {
using core::Problem;

namespace {
using namespace std::chrono_literals;
constexpr std::size_t longest_callsign = 40;

/// Taken for those who send them, and used by nobody here.
void check_degrees(core::JsonFields& in, core::PublicText name, double most) {
    const auto* degrees = in.optional(name);
    if (!degrees) return;
    const bool number = degrees->is_number();
    if (!number || std::abs(degrees->to_number<double>()) > most) in.refuse(name, "degrees are expected");
}
}  // namespace

Named read_named(core::JsonFields& in) {
    Named named;
    const auto callsign = envelope::optional_printable(in, "callsign", 1, longest_callsign);
    const auto case_id = in.optional_text("case", 32);
    if (!callsign == !case_id) in.refuse("callsign", "either a callsign or a case names the patient");
    if (callsign) named.callsign = *callsign;
    const auto parsed = case_id ? core::CaseId::parse(*case_id) : core::Result<core::CaseId>{core::CaseId{}};
    if (!parsed) in.refuse("case", parsed.error().detail);
    if (case_id && parsed) named.case_id = *parsed;
    return named;
}

core::Timestamp read_time(core::JsonFields& in, core::PublicText name, std::string_view text, core::Timestamp now,
                          std::chrono::seconds before, std::chrono::seconds after) {
    const auto time = core::parse_rfc3339(text);
    if (!time) {
        in.refuse(name, "a time of RFC 3339 is expected");
        return now;
    }
    if (*time < now - before || *time > now + after) in.refuse(name, "too old, or too far ahead: check the clock");
    return *time;
}

core::Result<PositionReport> read_position(const boost::json::value& json, const core::PublicText& path,
                                           core::Timestamp now) {
    if (!json.is_object()) return core::failure(Problem::schema_violation, path + ": an object is expected");
    core::JsonFields in{json.get_object(), path};
    PositionReport report;
    report.named = read_named(in);
    report.at = read_time(in, "at", in.text("at", 40), now, 1h, 1min);
    const auto eta = in.optional_text("eta", 40);
    if (eta) report.eta = read_time(in, "eta", *eta, now, 1h, 24h);
    check_degrees(in, "latitude", 90);
    check_degrees(in, "longitude", 180);
    if (const auto wrong = in.finish()) return *wrong;
    return report;
}
}  // namespace vorab::gateway
