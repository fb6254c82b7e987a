#include "hl7/message.hpp"

#include "tests/support/catch.hpp"

using namespace vorab;
using hl7::Message;

namespace {
const std::string admission =
    "MSH|^~\\&|KIS|KH|VORAB|ZNA|20260401114500+0200||ADT^A01^ADT_A01|MSG1|P|2.5^DEU&&HL70399|||AL|NE\r"
    "PID|1||4711^^^KH^PI~A123456780^^^GKV&1.2.276.0.76.4.8&ISO^NH||van "
    "Beethoven&van&Beethoven^Ludwig||19450812|M||\"\"|\r"
    "PV1|1|E|\r"
    "ZBE|1^KIS|20260401114500\r"
    "OBX|1|ST|a\rOBX|2|ST|b\r";

core::Problem problem_of(std::string bytes, const hl7::MessageLimits& limits = {}) {
    const auto message = Message::parse(std::move(bytes), limits);
    return message ? core::Problem::internal : message.error().problem;
}
}  // namespace

TEST_CASE("fields, repetitions, components and sub-components are found by the numbers of the standard") {
    const auto message = Message::parse(admission).value();
    CHECK(message.get("MSH", 1) == "|");
    CHECK(message.get("MSH", 2) == "^~\\&");
    CHECK(message.get("MSH", 3) == "KIS");
    CHECK(message.get("MSH", 9, 0, 2) == "A01");
    CHECK(message["MSH"][12].raw() == "2.5^DEU&&HL70399");
    CHECK(message["MSH"][12][0][2][3].raw() == "HL70399");
    CHECK(message["PID"][0].raw() == "PID");
    CHECK(message["PID"][5][0][1].raw() == "van Beethoven&van&Beethoven");
    CHECK(message["PID"][5][0][1][3].raw() == "Beethoven");
    CHECK(message.get("PID", 3, 1, 4, 2) == "1.2.276.0.76.4.8");
    CHECK(message.get("ZBE", 1, 0, 2) == "KIS");
    CHECK(message.size() == 6);
}

TEST_CASE("a missing, an empty and a deleted value are three things") {
    const auto message = Message::parse(admission).value();
    const auto pid = message["PID"];
    CHECK(pid[11].empty());
    CHECK_FALSE(pid[11].missing());  // the segment ends in a separator: there is a field, and it is empty
    CHECK(pid[12].missing());
    CHECK(pid[12].empty());
    CHECK(pid[10].deletes());
    CHECK_FALSE(pid[8].deletes());
    CHECK(pid[8][0][2].missing());
    CHECK(pid[8][1].missing());
    CHECK(message["ZZZ"].missing());
    CHECK(message["ZZZ"][1][0][1][1].missing());
    CHECK(pid[3][0][0].missing());
    CHECK(pid[3][0][1][0].missing());
    CHECK(pid[3][0][1][1][1].missing());  // nothing is below a sub-component
}

TEST_CASE("every level counts its pieces") {
    const auto message = Message::parse(admission).value();
    CHECK(message["PV1"].count() == 3);
    CHECK(message["MSH"].count() == 16);
    CHECK(message["PID"][3].count() == 2);
    CHECK(message["PID"][3][1].count() == 5);
    CHECK(message["PID"][3][1][4].count() == 3);
    CHECK(message["PID"][3][1][4][1].count() == 0);
    CHECK(message["MSH"][2].count() == 1);
    CHECK(message["MSH"][2][0].count() == 1);
    CHECK(message["NTE"].count() == 0);
}

TEST_CASE("segments of one name are walked in order") {
    const auto message = Message::parse(admission).value();
    std::string values;
    for (auto i = message.find("OBX"); i < message.size(); i = message.find("OBX", i + 1)) {
        values += message.segment(i)[3].raw();
    }
    CHECK(values == "ab");
    CHECK(message.find("OB") == message.size());  // a name is the whole name
    CHECK(message.segment(99).missing());
    const auto bare = Message::parse("MSH|^~\\&|A\rNTE").value();
    CHECK(bare["NTE"].count() == 0);
    CHECK(bare.find("NTE") == 1);
}

TEST_CASE("segments may end in CR, LF or CRLF, mixed, without the last one, and come back byte for byte") {
    for (const std::string end : {"\r", "\n", "\r\n", "\r\r\n\n"}) {
        const std::string bytes = "MSH|^~\\&|KIS" + end + "PID|1" + end + "PV1|2\nNTE|3";
        const auto message = Message::parse(bytes).value();
        CHECK(message.size() == 4);
        CHECK(message.get("PV1", 1) == "2");
        CHECK(message.serialise() == bytes);
    }
    const std::string marked = "\xEF\xBB\xBFMSH|^~\\&|KIS\r";
    CHECK(Message::parse(marked)->get("MSH", 3) == "KIS");
    CHECK(Message::parse(marked)->serialise() == marked);
    CHECK(Message::parse("\r\nMSH|^~\\&|KIS\r")->get("MSH", 3) == "KIS");
}

TEST_CASE("all delimiters come from MSH") {
    const auto dollar = Message::parse("MSH$%*!+$KIS$KH\rPID$1$$1%2*3%4+5$\r").value();
    CHECK(dollar.get("MSH", 3) == "KIS");
    CHECK(dollar.get("PID", 3, 1, 2, 2) == "5");
    CHECK(dollar.get("PID", 3, 0, 2) == "2");
    const auto truncating = Message::parse("MSH|^~\\&#|KIS\r").value();
    CHECK(truncating.delimiters().truncation == '#');
    CHECK(truncating.get("MSH", 2) == "^~\\&#");
    const auto two = Message::parse("MSH|^&|KIS\rPID|a&b^c~d\r").value();  // no escape, no sub-component
    CHECK(two.delimiters().subcomponent == '\0');
    CHECK(two["PID"][1][1][2].raw() == "c~d");
    CHECK(two["PID"][1][1][2].count() == 1);
    const auto doubled = Message::parse("MSH|^~\\\\&|KIS\rPID|a&b\r").value();  // a backslash printed twice
    CHECK(doubled.delimiters() == hl7::Delimiters{});
    CHECK(doubled.get("PID", 1, 0, 1, 2) == "b");
}

TEST_CASE("a message without usable delimiters is refused") {
    for (const std::string bytes : {"",
                                    "\r\n",
                                    "hello",
                                    "PID|1\r",
                                    "FHS|^~\\&|KIS\r",
                                    "MSH",
                                    "MSH|^~\\",
                                    "MSH||^~\\&|KIS\r",
                                    "MSH|^|&|KIS\r",
                                    "MSHa^~\\&aKIS\r",
                                    "MSH0^~\\&0KIS\r",
                                    "MSH|^~Z&|KIS\r",
                                    "MSH|^~9&|KIS\r",
                                    "MSH|^~z&|KIS\r",
                                    "MSH|^^\\&|KIS\r",
                                    "MSH|^~\\^|KIS\r",
                                    "MSH|^~\\&#!|KIS\r",
                                    "MSH|^~\x0B&|KIS\r",
                                    "MSH|^~\"&|KIS\r",
                                    "MSH|^~\x7F&|KIS\r",
                                    "MSH|^~\xC3&|KIS\r",
                                    "MSH ^~\\& KIS\r",
                                    "MSH\r^~\\&\rKIS\r"}) {
        INFO(bytes);
        CHECK(problem_of(bytes) == core::Problem::malformed);
    }
}

TEST_CASE("a message beyond the limits is refused, one at the limits is taken") {
    const std::string header = "MSH|^~\\&|KIS\r";
    const auto repeated = [&](std::size_t count, std::string_view text) {
        std::string result = header + "PID|";
        for (std::size_t i = 0; i < count; ++i) result += text;
        return result + "\r";
    };
    CHECK(problem_of(header, {.bytes = header.size() - 1}) == core::Problem::too_large);
    CHECK(problem_of(header, {.bytes = header.size()}) == core::Problem::internal);
    std::string many = header;
    for (int i = 0; i < 10'000; ++i) many += "NTE|\r";
    CHECK(problem_of(many) == core::Problem::too_large);
    CHECK(problem_of(many, {.segments = 10'001}) == core::Problem::internal);
    CHECK(problem_of(repeated(10'000, "~a")) == core::Problem::too_large);
    CHECK(problem_of(repeated(999, "~")) == core::Problem::internal);
    CHECK(problem_of(repeated(1'000, "^")) == core::Problem::too_large);
    CHECK(problem_of(repeated(1'000, "&")) == core::Problem::too_large);
    CHECK(problem_of(repeated(499, "^")) == core::Problem::internal);
    CHECK(problem_of(repeated(500, "|")) == core::Problem::too_large);
    CHECK(problem_of(repeated(499, "|")) == core::Problem::internal);
    CHECK(problem_of(repeated(100'000, "x")) == core::Problem::internal);  // a document is one long field
    CHECK(problem_of(repeated(400, "^^|")) == core::Problem::internal);    // counted anew in each field
}
