#include "hl7/mllp.hpp"

#include <random>

#include "hl7/acknowledgement.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using hl7::Deframer;
using hl7::FramingFault;

namespace {
std::string framed(std::string_view message) { return hl7::frame(message).value(); }

std::string message_with(std::string_view control_id, std::string_view conditions = "||",
                         std::string_view rest = "PID|1\r") {
    return "MSH|^~\\&|KIS|KH|VORAB|ZNA|20260401||ADT^A01|" + std::string{control_id} + "|P|2.5" +
           std::string{conditions} + "\r" + std::string{rest};
}

/// A receiver without a socket: what it answers to what it hears. Answers are "AA 1": MSA-1 and MSA-2.
struct Receiver {
    Deframer deframer;
    std::vector<std::string> answers;
    std::vector<std::string> quarantine;

    explicit Receiver(hl7::MllpLimits limits = {}) : deframer(limits) {}
    Receiver& hear(std::string_view bytes) { return take(deframer.push(bytes)); }
    Receiver& pause() { return take(deframer.pause()); }
    Receiver& end() { return take(deframer.end()); }

    Receiver& take(const std::vector<hl7::MllpEvent>& events) {
        for (const auto& event : events) {
            if (const auto* problem = std::get_if<hl7::FramingProblem>(&event)) {
                quarantine.push_back(problem->quarantine);
            } else {
                const std::string reply = answer(std::get<hl7::FramedMessage>(event).bytes);
                if (reply.empty()) continue;
                const auto read = hl7::Message::parse(reply).value();
                answers.push_back(std::string{read.get("MSA", 1)} + " " + std::string{read.get("MSA", 2)});
            }
        }
        return *this;
    }
    static std::string answer(const std::string& bytes) {
        const hl7::Stamp stamp{"R1", core::Timestamp{}, {}};
        const auto message = hl7::Message::parse(bytes);
        if (!message) return hl7::acknowledge_unreadable(message.error(), stamp);
        return hl7::acknowledge(*message, hl7::header_fault(*message).value_or(hl7::Outcome{}), stamp);
    }
    std::uint64_t count(FramingFault fault) const { return deframer.count(fault); }
};
using Answers = std::vector<std::string>;
}  // namespace

TEST_CASE("case 1: one whole frame is one message, answered once") {
    Receiver receiver;
    CHECK(receiver.hear(framed(message_with("1"))).answers == Answers{"AA 1"});
    CHECK(receiver.quarantine.empty());
    CHECK_FALSE(receiver.deframer.inside_frame());
}

TEST_CASE("case 2: LF between segments makes no difference") {
    CHECK(Receiver{}.hear(framed("MSH|^~\\&|A|B|C|D|||ADT^A01|7|P|2.5\nPID|1\n")).answers == Answers{"AA 7"});
}

TEST_CASE("case 3: CRLF between segments makes no difference") {
    CHECK(Receiver{}.hear(framed("MSH|^~\\&|A|B|C|D|||ADT^A01|7|P|2.5\r\nPID|1\r\n")).answers == Answers{"AA 7"});
}

TEST_CASE("case 4: a last segment without its CR makes no difference") {
    CHECK(Receiver{}.hear(framed("MSH|^~\\&|A|B|C|D|||ADT^A01|7|P|2.5\rPID|1")).answers == Answers{"AA 7"});
}

TEST_CASE("case 5: what stands before the frame is skipped, counted and kept") {
    Receiver receiver;
    CHECK(receiver.hear("log line\r\n" + framed(message_with("1"))).answers == Answers{"AA 1"});
    CHECK(receiver.count(FramingFault::bytes_between) == 1);
    CHECK(receiver.quarantine == std::vector<std::string>{"log line\r\n"});
}

TEST_CASE("case 6: line ends between frames are harmless and not worth a count") {
    Receiver receiver;
    receiver.hear("\n" + framed(message_with("1")) + "\n" + framed(message_with("2")) + "\r\n").pause();
    CHECK(receiver.answers == Answers{"AA 1", "AA 2"});
    CHECK(receiver.quarantine.empty());
}

TEST_CASE("case 7: three frames in one read are three answers in order") {
    Receiver receiver;
    receiver.hear(framed(message_with("1")) + framed(message_with("2")) + framed(message_with("3")));
    CHECK(receiver.answers == Answers{"AA 1", "AA 2", "AA 3"});
}

TEST_CASE("case 8: byte by byte is the same as all at once") {
    Receiver receiver;
    for (const char byte : framed(message_with("1"))) receiver.hear({&byte, 1});
    CHECK(receiver.answers == Answers{"AA 1"});
}

TEST_CASE("case 9: FS and CR may come apart") {
    const auto bytes = framed(message_with("1"));
    Receiver receiver;
    receiver.hear(bytes.substr(0, bytes.size() - 1));
    CHECK(receiver.answers.empty());
    CHECK(receiver.deframer.unsettled());
    CHECK(receiver.hear("\r").answers == Answers{"AA 1"});
    CHECK(receiver.count(FramingFault::unclosed) == 0);
}

TEST_CASE("case 10: FS without CR ends the frame where the next one begins, or at a line feed") {
    const auto bytes = framed(message_with("1"));
    const auto unclosed = bytes.substr(0, bytes.size() - 1);
    CHECK(Receiver{}.hear(unclosed + framed(message_with("2"))).answers == Answers{"AA 1", "AA 2"});
    CHECK(Receiver{}.hear(unclosed + "\n" + framed(message_with("2"))).answers == Answers{"AA 1", "AA 2"});
}

TEST_CASE("case 11: FS without CR ends the frame when the peer falls silent, once") {
    const auto bytes = framed(message_with("1"));
    const auto unclosed = bytes.substr(0, bytes.size() - 1);
    Receiver receiver;
    CHECK(receiver.hear(unclosed).pause().answers == Answers{"AA 1"});
    CHECK(receiver.count(FramingFault::unclosed) == 1);
    CHECK(receiver.pause().answers.size() == 1);
    CHECK(Receiver{}.hear(unclosed).end().answers == Answers{"AA 1"});
}

TEST_CASE("case 12: a new VT inside a frame discards the half frame and never glues") {
    Receiver receiver;
    const auto half = framed(message_with("1")).substr(0, 30);
    CHECK(receiver.hear(half + framed(message_with("2"))).answers == Answers{"AA 2"});
    CHECK(receiver.count(FramingFault::restarted) == 1);
    CHECK(receiver.quarantine == std::vector<std::string>{half.substr(1)});
    CHECK(Receiver{}.hear("\x0B" + framed(message_with("3"))).answers == Answers{"AA 3"});
}

TEST_CASE("case 13: a half frame at the end of the connection is given up without an answer") {
    Receiver receiver;
    receiver.hear(framed(message_with("1")).substr(0, 30)).pause();
    CHECK(receiver.deframer.inside_frame());
    CHECK(receiver.end().answers.empty());
    CHECK(receiver.count(FramingFault::truncated) == 1);
    CHECK_FALSE(receiver.deframer.inside_frame());
}

TEST_CASE("case 14: a message without any framing is never answered, but seen") {
    Receiver receiver;
    receiver.hear(message_with("1")).pause().end();
    CHECK(receiver.answers.empty());
    CHECK(receiver.count(FramingFault::bytes_between) == 1);
    CHECK(receiver.quarantine.at(0).starts_with("MSH|"));
}

TEST_CASE("case 15: an empty frame is a fault and gets no answer") {
    Receiver receiver;
    CHECK(receiver.hear("\x0B\x1C\r").answers.empty());
    CHECK(receiver.count(FramingFault::empty) == 1);
}

TEST_CASE("case 16: a frame without HL7 gets AE") { CHECK(Receiver{}.hear(framed("hello")).answers == Answers{"AE "}); }

TEST_CASE("case 17: an empty MSH-10 gets AE, a missing MSH-9 gets AR") {
    CHECK(Receiver{}.hear(framed(message_with(""))).answers == Answers{"AE "});
    CHECK(Receiver{}.hear(framed("MSH|^~\\&|A|B|C|D||||9|P|2.5\r")).answers == Answers{"AR 9"});
    CHECK(Receiver{}.hear(framed("MSH|^~\\&|\r")).answers == Answers{"AR "});
}

namespace {
Answers answers_to(std::string_view conditions) {
    return Receiver{}.hear(framed(message_with("1", conditions))).answers;
}
}  // namespace

TEST_CASE("case 18: MSH-15 AL asks for a commit acknowledgement, whatever MSH-16 says") {
    CHECK(answers_to("|||AL|NE") == Answers{"CA 1"});
    CHECK(answers_to("|||AL|AL") == Answers{"CA 1"});
    CHECK(answers_to("|||SU|NE") == Answers{"CA 1"});
    CHECK(Receiver{}.hear(framed(message_with("", "|||ER|NE"))).answers == Answers{"CE "});
}

TEST_CASE("case 19: NE in both asks for nothing, ER for nothing when all is well") {
    CHECK(answers_to("|||NE|NE").empty());
    CHECK(answers_to("|||ER|NE").empty());
}

TEST_CASE("case 20: MSH-16 alone, or neither, asks for an application acknowledgement") {
    CHECK(answers_to("|||NE|AL") == Answers{"AA 1"});
    CHECK(answers_to("|||") == Answers{"AA 1"});
}

TEST_CASE("case 21: an acknowledgement is never acknowledged") {
    CHECK(Receiver{}.hear(framed("MSH|^~\\&|A|B|C|D|||ACK^A01^ACK|9|P|2.5\rMSA|AA|1\r")).answers.empty());
    CHECK(Receiver{}.hear(framed("MSH|^~\\&|A|B|C|D|||ACK|9|P|2.5\r")).answers.empty());
    CHECK(Receiver{}.hear(framed("MSH|^~\\&|A|B|C|D|||MCF|9|P|2.5\r")).answers.empty());
    CHECK(Receiver{}.hear(framed("MSH|^~\\&|A|B|C|D|||ADT^A01|9|P|2.5|||AL|AL\rMSA|AA|1\r")).answers.empty());
}

TEST_CASE("case 22: a batch in one frame is refused as a whole") {
    CHECK(Receiver{}.hear(framed("FHS|^~\\&|A\rBHS|^~\\&|A\r" + message_with("1") + message_with("2"))).answers ==
          Answers{"AE "});
}

TEST_CASE("case 23: two messages in one frame are refused as a whole") {
    CHECK(Receiver{}.hear(framed(message_with("1") + message_with("2"))).answers == Answers{"AR 1"});
}

TEST_CASE("case 24: other delimiters are answered in the same") {
    const std::string reply = Receiver::answer("MSH$%*!+$A$B$C$D$$$ADT%A01$5$P$2.5\rPID$1\r");
    CHECK(reply.starts_with("MSH$%*!+$C$D$A$B$"));
    CHECK(hl7::Message::parse(reply)->get("MSA", 2) == "5");
}

TEST_CASE("case 25: bytes of any charset pass") {
    CHECK(Receiver{}.hear(framed(message_with("1", "||||||8859/1", "PID|J\xFCrgen\x85\xFF\r"))).answers ==
          Answers{"AA 1"});
}

TEST_CASE("case 26: a document of 5 MiB passes, in reads of any size") {
    const auto bytes =
        framed(message_with("1", "||", "OBX|1|ED|||^application^pdf^Base64^" + std::string(5u << 20, 'A') + "\r"));
    Receiver receiver;
    for (std::size_t at = 0; at < bytes.size(); at += 65'536) receiver.hear(std::string_view{bytes}.substr(at, 65'536));
    CHECK(receiver.answers == Answers{"AA 1"});
}

TEST_CASE("case 27: a frame beyond the limit is skipped without growing, and the next one is taken") {
    Receiver receiver{{.frame = 200, .quarantine = 16}};
    receiver.hear("\x0B" + message_with("1") + std::string(150, 'x'));
    for (int i = 0; i < 100; ++i) receiver.hear(std::string(1000, 'x'));
    receiver.hear("\x1C\r").pause();
    CHECK(receiver.quarantine == std::vector<std::string>{message_with("1").substr(0, 16)});
    CHECK(receiver.hear(framed(message_with("2"))).answers == Answers{"AA 2"});
    CHECK(receiver.count(FramingFault::too_large) == 1);
    CHECK(receiver.count(FramingFault::bytes_between) == 0);
    Receiver other{{.frame = 100, .quarantine = 16}};
    other.hear("\x0B" + std::string(99, 'x') + "\x1C" + "x" + "y");  // the end block that was none passes the limit
    CHECK(other.count(FramingFault::too_large) == 1);
    CHECK(Receiver{{.quarantine = 8}}.hear(std::string(1'000, 'x')).pause().quarantine ==
          std::vector<std::string>{"xxxxxxxx"});
}

TEST_CASE("case 28: FS before any other byte is data") {
    Receiver receiver;
    receiver.hear("\x0B" +
                  message_with("1", "||",
                               "NTE|a\x1C"
                               "b\r") +
                  "\x1C\r");
    CHECK(receiver.answers == Answers{"AA 1"});
    Deframer deframer;
    const auto events = deframer.push(
        "\x0B"
        "a\x1C"
        "b\x1C\r");
    CHECK(std::get<hl7::FramedMessage>(events.at(0)).bytes ==
          "a\x1C"
          "b");
    Deframer doubled;
    CHECK(doubled
              .push("\x0B"
                    "a\x1C\x1C\r")
              .size() == 1);
}

TEST_CASE("a message that would break its frame is not framed") {
    CHECK(framed("a") ==
          "\x0B"
          "a\x1C\r");
    CHECK_FALSE(hl7::frame("a\x0B"
                           "b")
                    .has_value());
    CHECK_FALSE(hl7::frame("a\x1C\r").has_value());
}

TEST_CASE("however a stream is cut, the events are the same") {
    std::mt19937 random{7};
    static constexpr std::string_view alphabet = "\x0B\x1C\r\nab";
    for (int round = 0; round < 3'000; ++round) {
        std::string stream;
        for (auto length = random() % 60; length > 0; --length) stream += alphabet[random() % alphabet.size()];
        Deframer whole, cut;
        auto expected = whole.push(stream);
        for (const auto& event : whole.end()) expected.push_back(event);
        std::vector<hl7::MllpEvent> events;
        const auto add = [&](const std::vector<hl7::MllpEvent>& more) {
            events.insert(events.end(), more.begin(), more.end());
        };
        for (std::string_view rest = stream; !rest.empty();) {
            const std::size_t size = std::min<std::size_t>(rest.size(), 1 + random() % 5);
            add(cut.push(rest.substr(0, size)));
            rest.remove_prefix(size);
        }
        add(cut.end());
        REQUIRE(events.size() == expected.size());
        for (std::size_t i = 0; i < events.size(); ++i) {
            REQUIRE(events[i].index() == expected[i].index());
            if (const auto* message = std::get_if<hl7::FramedMessage>(&events[i])) {
                REQUIRE(message->bytes == std::get<hl7::FramedMessage>(expected[i]).bytes);
                REQUIRE(message->bytes.find('\x0B') == std::string::npos);
            }
        }
    }
}

TEST_CASE("every framing fault has a name of its own") {
    CHECK(public_text(FramingFault::bytes_between).view() == "bytes_between");
    CHECK(public_text(FramingFault::restarted).view() == "restarted");
    CHECK(public_text(FramingFault::truncated).view() == "truncated");
    CHECK(public_text(FramingFault::too_large).view() == "too_large");
    CHECK(public_text(FramingFault::empty).view() == "empty");
    CHECK(public_text(FramingFault::unclosed).view() == "unclosed");
}
