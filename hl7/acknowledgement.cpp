#include "hl7/acknowledgement.hpp"

#include <charconv>

#include "hl7/builder.hpp"
#include "hl7/escape.hpp"

namespace vorab::hl7 {
namespace {
/// HL7 table 0155. An unknown word is read as "always": better one acknowledgement too many than a sender that waits
/// for ever.
bool asks(std::string_view condition, Verdict verdict) {
    if (condition.empty() || condition == "\"\"" || condition == "NE") return false;
    if (condition == "SU") return verdict == Verdict::accepted;
    if (condition == "ER") return verdict != Verdict::accepted;
    return true;
}

bool original_mode(const Message& received) {
    return received.get("MSH", 15).empty() && received.get("MSH", 16).empty();
}

std::string_view code_of(Verdict verdict, Reply reply) {
    const bool commit = reply == Reply::commit;
    switch (verdict) {
        case Verdict::accepted:
            return commit ? "CA" : "AA";
        case Verdict::error:
            return commit ? "CE" : "AE";
        case Verdict::rejected:
            break;
    }
    return commit ? "CR" : "AR";
}

/// Before v2.4 MSH-9 of an acknowledgement is "ACK" alone.
bool names_event(std::string_view version) { return version >= "2.4"; }
/// From v2.5 on ERR is spread over fields; before, it is one field of components.
bool has_long_err(std::string_view version) { return version >= "2.5"; }

void write_err(Builder& reply, const Outcome& outcome, std::string_view version) {
    const auto text = [](auto number) { return number == 0 ? std::string{} : std::to_string(number); };
    const auto& place = outcome.location;
    const std::string code = text(outcome.code), field = text(place.field);
    const std::string sequence = place.segment.empty() ? "" : text(place.sequence);
    reply.segment("ERR");
    if (has_long_err(version)) {
        reply.field(2, {place.segment.view(), sequence, field}).field(3, {code, "", "HL70357"}).field(4, "E");
        reply.field(8, outcome.text.view());
    } else {
        reply.field(1, {place.segment.view(), sequence, field, code});
    }
}

std::string write_reply(const Message& received, const Outcome& outcome, const Stamp& stamp, Reply reply) {
    const Part header = received["MSH"];
    const std::string_view version = received.get("MSH", 12), event = received.get("MSH", 9, 0, 2);
    Builder out{Charset::utf8, received.delimiters()};  // own words are ASCII; all else is copied as it came
    out.segment("MSH")
        .copy(3, header[5].raw())
        .copy(4, header[6].raw())
        .copy(5, header[3].raw())
        .copy(6, header[4].raw());
    out.field(7, to_hl7(stamp.time, stamp.zone));
    if (names_event(version) && !event.empty()) {
        out.field(9, {"ACK", event, "ACK"});
    } else {
        out.field(9, "ACK");
    }
    out.field(10, stamp.control_id).copy(11, header[11].raw()).copy(12, header[12].raw());
    if (!header[18].empty()) out.copy(18, header[18].raw());
    out.segment("MSA").field(1, code_of(outcome.verdict, reply)).copy(2, header[10].raw());
    if (outcome.verdict != Verdict::accepted) {
        out.field(3, outcome.text.view());
        write_err(out, outcome, version);
    }
    return out.take();
}
}  // namespace

core::PublicText public_text(Verdict verdict) {
    switch (verdict) {
        case Verdict::accepted:
            return "accepted";
        case Verdict::error:
            return "error";
        case Verdict::rejected:
            break;
    }
    return "rejected";
}

Reply reply_wanted(const Message& received, Verdict verdict) {
    if (is_acknowledgement(received)) return Reply::none;
    if (original_mode(received)) return Reply::application;
    if (asks(received.get("MSH", 15), verdict)) return Reply::commit;
    return asks(received.get("MSH", 16), verdict) ? Reply::application : Reply::none;
}

std::optional<Outcome> header_fault(const Message& received) {
    if (received.find("MSH", 1) != received.size()) {
        return Outcome{Verdict::rejected, 207, {"MSH", 2}, "more than one message in one frame"};
    }
    if (received.get("MSH", 9).empty())
        return Outcome{Verdict::rejected, 101, {"MSH", 1, 9}, "message type is missing"};
    if (received.get("MSH", 10).empty())
        return Outcome{Verdict::error, 101, {"MSH", 1, 10}, "message control id is missing"};
    return std::nullopt;
}

std::string acknowledge(const Message& received, const Outcome& outcome, const Stamp& stamp) {
    const Reply reply = reply_wanted(received, outcome.verdict);
    return reply == Reply::none ? std::string{} : write_reply(received, outcome, stamp, reply);
}

std::string acknowledge_later(const Message& received, const Outcome& outcome, const Stamp& stamp) {
    const bool committed = reply_wanted(received, Verdict::accepted) == Reply::commit;
    if (!committed || !asks(received.get("MSH", 16), outcome.verdict)) return {};
    return write_reply(received, outcome, stamp, Reply::application);
}

std::string acknowledge_unreadable(const core::Failure& failure, const Stamp& stamp) {
    const bool limits = failure.problem == core::Problem::too_large;
    const Outcome outcome{limits ? Verdict::rejected : Verdict::error, limits ? 207 : 100, {"MSH"}, failure.detail};
    Builder out;
    out.segment("MSH").field(7, to_hl7(stamp.time, stamp.zone)).field(9, "ACK").field(10, stamp.control_id);
    out.field(11, "P").field(12, "2.5");
    out.segment("MSA").field(1, code_of(outcome.verdict, Reply::application)).field(3, failure.detail.view());
    write_err(out, outcome, "2.5");
    return out.take();
}

bool is_acknowledgement(const Message& message) {
    const auto type = message.get("MSH", 9);
    return type == "ACK" || type == "MCF" || !message["MSA"].missing();
}

core::Result<Acknowledgement> read_acknowledgement(const Message& message) {
    const std::string_view code = message.get("MSA", 1);
    Acknowledgement result;
    if (code == "AA" || code == "CA") {
        result.verdict = Verdict::accepted;
    } else if (code == "AE" || code == "CE") {
        result.verdict = Verdict::error;
    } else if (code == "AR" || code == "CR") {
        result.verdict = Verdict::rejected;
    } else {
        return core::Failure{core::Problem::malformed, "the peer's answer is no HL7 acknowledgement"};
    }
    const Charset charset = charset_of(message);
    const Part err = message["ERR"];
    result.commit = code.front() == 'C';
    result.control_id = unescaped(message["MSA"][2].raw(), message.delimiters());
    const std::string_view number = err[3].empty() ? err[1][0][4][1].raw() : err[3][0][1].raw();
    std::from_chars(number.data(), number.data() + number.size(), result.code);
    result.text = text_of(message["MSA"][3].empty() ? err[8] : message["MSA"][3], charset);
    return result;
}

}  // namespace vorab::hl7
