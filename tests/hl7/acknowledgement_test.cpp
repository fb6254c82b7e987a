#include "hl7/acknowledgement.hpp"

#include "tests/support/catch.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using hl7::Message;
using hl7::Outcome;
using hl7::Verdict;

namespace {
const core::Timestamp noon = std::chrono::sys_days{std::chrono::year{2026} / 4 / 1} + 10h;
const hl7::Stamp stamp{"V1", noon, {}};

Message parsed(std::string_view rest) {
    return Message::parse("MSH|^~\\&|KIS|KH|VORAB|ZNA|20260401|" + std::string{rest}).value();
}
const Message german() { return parsed("|ADT^A01^ADT_A01|MSG1|P|2.5^DEU&&HL70399|||AL|NE||8859/1|DEU\rPID|1\r"); }
const Outcome wrong{Verdict::error, 101, {"PID", 1, 3}, "patient id is missing"};
}  // namespace

TEST_CASE("the bytes of a commit acknowledgement are these") {
    CHECK(hl7::acknowledge(german(), {}, stamp) ==
          "MSH|^~\\&|VORAB|ZNA|KIS|KH|20260401120000+0200||ACK^A01^ACK|V1|P|2.5^DEU&&HL70399||||||8859/1\r"
          "MSA|CA|MSG1\r");
    CHECK(hl7::acknowledge(german(), wrong, stamp) ==
          "MSH|^~\\&|VORAB|ZNA|KIS|KH|20260401120000+0200||ACK^A01^ACK|V1|P|2.5^DEU&&HL70399||||||8859/1\r"
          "MSA|CE|MSG1|patient id is missing\r"
          "ERR||PID^1^3|101^^HL70357|E||||patient id is missing\r");
}

TEST_CASE("the bytes of an application acknowledgement of an old version are these") {
    const auto old = parsed("|ADT^A08|7|P|2.3.1\r");
    CHECK(hl7::acknowledge(old, {}, stamp) ==
          "MSH|^~\\&|VORAB|ZNA|KIS|KH|20260401120000+0200||ACK|V1|P|2.3.1\rMSA|AA|7\r");
    CHECK(hl7::acknowledge(old, Outcome{Verdict::rejected, 207, {"MSH", 1}, "try again later"}, stamp) ==
          "MSH|^~\\&|VORAB|ZNA|KIS|KH|20260401120000+0200||ACK|V1|P|2.3.1\rMSA|AR|7|try again later\rERR|MSH^1^^207\r");
    const auto no_event = parsed("|ADT|7|P|2.5\r");
    CHECK(hl7::acknowledge(no_event, Outcome{Verdict::error, 0, {}, "no"}, stamp) ==
          "MSH|^~\\&|VORAB|ZNA|KIS|KH|20260401120000+0200||ACK|V1|P|2.5\rMSA|AE|7|no\rERR|||^^HL70357|E||||no\r");
}

TEST_CASE("what is no HL7 is answered AE, what is beyond the limits AR") {
    CHECK(hl7::acknowledge_unreadable({core::Problem::malformed, "an HL7 message begins with MSH"}, stamp) ==
          "MSH|^~\\&|||||20260401120000+0200||ACK|V1|P|2.5\rMSA|AE||an HL7 message begins with MSH\r"
          "ERR||MSH^1|100^^HL70357|E||||an HL7 message begins with MSH\r");
    const auto reply = hl7::acknowledge_unreadable({core::Problem::too_large, "too long"}, stamp);
    CHECK(Message::parse(reply)->get("MSA", 1) == "AR");
}

TEST_CASE("an application acknowledgement follows later only where both were asked for") {
    const auto with = [](std::string_view conditions) {
        return parsed("|ADT^A01|1|P|2.5|||" + std::string{conditions} + "\r");
    };
    CHECK(Message::parse(hl7::acknowledge_later(with("AL|AL"), {}, stamp))->get("MSA", 1) == "AA");
    CHECK(Message::parse(hl7::acknowledge_later(with("SU|ER"), wrong, stamp))->get("MSA", 1) == "AE");
    CHECK(hl7::acknowledge_later(with("AL|NE"), {}, stamp).empty());
    CHECK(hl7::acknowledge_later(with("AL|ER"), {}, stamp).empty());
    CHECK(hl7::acknowledge_later(with("NE|AL"), {}, stamp).empty());  // that one went back at once
    CHECK(hl7::acknowledge_later(with("|"), {}, stamp).empty());
    CHECK(hl7::acknowledge_later(parsed("|ACK|1|P|2.5|||AL|AL\r"), {}, stamp).empty());
}

TEST_CASE("conditions are read generously") {
    const auto wanted = [](std::string_view conditions, Verdict verdict) {
        return hl7::reply_wanted(parsed("|ADT^A01|1|P|2.5|||" + std::string{conditions} + "\r"), verdict);
    };
    CHECK(wanted("ER|NE", Verdict::rejected) == hl7::Reply::commit);
    CHECK(wanted("SU|NE", Verdict::rejected) == hl7::Reply::none);
    CHECK(wanted("SU|AL", Verdict::error) == hl7::Reply::application);
    CHECK(wanted("|AL", Verdict::accepted) == hl7::Reply::application);
    CHECK(wanted("|NE", Verdict::accepted) == hl7::Reply::none);
    CHECK(wanted("\"\"|NE", Verdict::accepted) == hl7::Reply::none);
    CHECK(wanted("YES|NE", Verdict::accepted) == hl7::Reply::commit);
}

TEST_CASE("a peer's acknowledgement is read: code, id, error") {
    const auto read = [](std::string_view rest) {
        return hl7::read_acknowledgement(parsed("|ACK|1|P|2.5\r" + std::string{rest}));
    };
    struct Case {
        const char* code;
        Verdict verdict;
        bool commit;
    };
    for (const auto& expected : {Case{"AA", Verdict::accepted, false}, Case{"CA", Verdict::accepted, true},
                                 Case{"AE", Verdict::error, false}, Case{"CE", Verdict::error, true},
                                 Case{"AR", Verdict::rejected, false}, Case{"CR", Verdict::rejected, true}}) {
        const auto ack = read("MSA|" + std::string{expected.code} + "|MSG\\S\\1\r").value();
        CHECK(ack.verdict == expected.verdict);
        CHECK(ack.commit == expected.commit);
        CHECK(ack.control_id == "MSG^1");
        CHECK(ack.code == 0);
        CHECK(ack.text.empty());
    }
    const auto long_error = read("MSA|AE|1\rERR||PID^1^3|101^Missing^HL70357|E||||no id\r").value();
    CHECK(long_error.code == 101);
    CHECK(long_error.text == "no id");
    const auto short_error = read("MSA|AR|1|closed\rERR|PID^1^3^207&Internal\r").value();
    CHECK(short_error.code == 207);
    CHECK(short_error.text == "closed");
    CHECK_FALSE(read("MSA|OK|1\r").has_value());
    CHECK_FALSE(read("PID|1\r").has_value());
}

TEST_CASE("an acknowledgement of ours is read by ourselves") {
    const auto ack =
        hl7::read_acknowledgement(Message::parse(hl7::acknowledge(german(), wrong, stamp)).value()).value();
    CHECK(ack.verdict == Verdict::error);
    CHECK(ack.commit);
    CHECK(ack.control_id == "MSG1");
    CHECK(ack.code == 101);
    CHECK(ack.text == "patient id is missing");
}

TEST_CASE("verdicts have names") {
    CHECK(public_text(Verdict::accepted).view() == "accepted");
    CHECK(public_text(Verdict::error).view() == "error");
    CHECK(public_text(Verdict::rejected).view() == "rejected");
}

TEST_CASE("times are the hospital's wall clock with its offset") {
    using namespace std::chrono;
    const auto at = [](year_month_day day, auto since) { return core::Timestamp{sys_days{day}} + since; };
    CHECK(hl7::to_hl7(at(2026y / 1 / 5, 23h + 59min + 58s + 999ms), {}) == "20260106005958+0100");
    CHECK(hl7::to_hl7(at(2026y / 3 / 29, 59min + 59s), {}) == "20260329015959+0100");
    CHECK(hl7::to_hl7(at(2026y / 3 / 29, 1h), {}) == "20260329030000+0200");
    CHECK(hl7::to_hl7(at(2026y / 10 / 25, 59min + 59s), {}) == "20261025025959+0200");
    CHECK(hl7::to_hl7(at(2026y / 10 / 25, 1h), {}) == "20261025020000+0100");
    CHECK(hl7::to_hl7(at(2026y / 7 / 1, 0h), {.offset = 0min, .european_summer_time = false}) == "20260701000000+0000");
    CHECK(hl7::to_hl7(at(2026y / 7 / 1, 0h), {.offset = -210min, .european_summer_time = false}) ==
          "20260630203000-0330");
}
