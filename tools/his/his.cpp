#include "tools/his/his.hpp"

#include <algorithm>
#include <fstream>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "common/async/timer.hpp"
#include "hl7/charset.hpp"

namespace vorab::his {
namespace json = boost::json;
using namespace std::chrono_literals;

namespace {
constexpr auto lateness = 35s;  // longer than a sender waits for its acknowledgement

std::string first_of(const hl7::Message& message, std::string_view segment, std::size_t field) {
    return hl7::to_utf8(message.get(segment, field), hl7::charset_of(message));
}

std::size_t count(const hl7::Message& message, std::string_view segment) {
    std::size_t found = 0;
    for (auto i = message.find(segment); i < message.size(); i = message.find(segment, i + 1)) ++found;
    return found;
}

hl7::Outcome outcome_of(Answer answer) {
    if (answer == Answer::error) return {hl7::Verdict::error, 207, {}, "refused as the operator wished"};
    if (answer == Answer::reject) return {hl7::Verdict::rejected, 207, {}, "not now, as the operator wished"};
    return {};
}
}  // namespace

core::Result<Answer> parse_answer(std::string_view text) {
    if (text == "AA") return Answer::accept;
    if (text == "AE") return Answer::error;
    if (text == "AR") return Answer::reject;
    if (text == "none") return Answer::none;
    if (text == "late") return Answer::late;
    return core::failure(core::Problem::malformed, "--answer is AA, AE, AR, none or late");
}

std::string describe(const hl7::Message& message) {
    const std::string type = std::string{message.get("MSH", 9)} + "^" + std::string{message.get("MSH", 9, 0, 2)};
    const std::string filler =
        first_of(message, message["OBR"].missing() ? "TXA" : "OBR", message["OBR"].missing() ? 12 : 3);
    return json::serialize(json::object{{"event", "message"},
                                        {"type", type},
                                        {"control_id", first_of(message, "MSH", 10)},
                                        {"filler", filler},
                                        {"case", filler.substr(0, filler.find('-'))},
                                        {"observations", count(message, "OBX")}});
}

His::His(Answer answer, Keeping keeping, const core::Clock& clock, Print print)
    : answer_(answer), keeping_(std::move(keeping)), clock_(clock), print_(std::move(print)) {}

async::Task<std::string> His::take(std::string message) {
    keep(message);  // before it is acknowledged, as an honest receiver does
    std::string reply = reply_to(std::move(message));
    if (answer_ == Answer::none) co_return std::string{};
    if (answer_ == Answer::late) co_await async::sleep_for(lateness);
    co_return reply;
}

std::string His::reply_to(std::string message) {
    const hl7::Stamp stamp{"HIS" + std::to_string(++replies_), clock_.now(), {}};
    const auto parsed = hl7::Message::parse(std::move(message));
    if (!parsed) {
        print_(R"({"event":"unreadable"})");
        return hl7::acknowledge_unreadable(parsed.error(), stamp);
    }
    print_(describe(*parsed));
    return hl7::acknowledge(*parsed, judge(*parsed), stamp);
}

/// What it refuses it does not file.
hl7::Outcome His::judge(const hl7::Message& message) const {
    auto outcome = hl7::header_fault(message).value_or(outcome_of(answer_));
    if (outcome.verdict == hl7::Verdict::accepted && keeping_.cabinet && !keeping_.cabinet->file(message))
        return {hl7::Verdict::error, 207, {}, "the document cannot be filed"};
    return outcome;
}

void His::keep(std::string_view message) const {
    if (!keeping_.log) return;
    std::string readable{message};
    std::ranges::replace(readable, '\r', '\n');
    std::ofstream file{*keeping_.log, std::ios::app | std::ios::binary};
    file << readable << '\n' << std::flush;
    if (!file) throw std::runtime_error("cannot write to " + keeping_.log->string());
}
}  // namespace vorab::his
