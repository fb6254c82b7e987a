#include "hl7/builder.hpp"

#include <stdexcept>

#include "hl7/escape.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using hl7::Builder;
using hl7::Charset;

TEST_CASE("a message is written segment by segment") {
    Builder builder;
    builder.segment("MSH").field(3, "VORAB").field(9, {"ADT", "A01", "ADT_A01"}).field(12, "2.5");
    builder.segment("PID")
        .field(1, "1")
        .field(3, {"4711", "", "", "KH", "PI"})
        .repeat({"A123456780"})
        .field(5, {"Ü|ber", "", ""});
    builder.segment("PV1").delete_value(3).copy(4, "a^b").base64(5, {"", "application", "pdf"},
                                                                 core::bytes_of("%PDF-1"));
    CHECK(builder.take() ==
          "MSH|^~\\&|VORAB||||||ADT^A01^ADT_A01|||2.5\r"
          "PID|1||4711^^^KH^PI~A123456780||Ü\\F\\ber\r"
          "PV1|||\"\"|a^b|^application^pdf^JVBERi0x\r");
    CHECK(builder.take().empty());
}

TEST_CASE("other delimiters and another character set are kept throughout") {
    Builder builder{Charset::iso_8859_1, {'$', '%', '*', '!', '+', '#'}};
    builder.segment("MSH").field(3, {"Jürgen", "$5"}).repeat({"x"});
    CHECK(builder.take() == "MSH$%*!+#$J\xFCrgen%!F!5*x\r");
    CHECK(builder.changed_characters() == 0);
    builder.segment("PID").field(5, "Łukasz");
    CHECK(builder.take() == "PID$$$$$Lukasz\r");
    CHECK(builder.changed_characters() == 1);
}

TEST_CASE("fields out of order are a fault of the program") {
    Builder builder;
    CHECK_THROWS_AS(builder.field(1, "x"), std::logic_error);
    builder.segment("MSH");
    CHECK_THROWS_AS(builder.field(2, "x"), std::logic_error);
    builder.segment("PID");
    CHECK_THROWS_AS(builder.repeat({"x"}), std::logic_error);
    builder.field(3, "x");
    CHECK_THROWS_AS(builder.field(3, "x"), std::logic_error);
}
