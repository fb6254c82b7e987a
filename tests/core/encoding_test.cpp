#include "common/core/encoding.hpp"

#include "common/core/random.hpp"
#include "tests/support/catch.hpp"

using namespace vorab::core;

TEST_CASE("base64url, base64 and hex give every length back") {
    for (std::size_t length = 0; length < 70; ++length) {
        const Bytes bytes = random_bytes(length);
        CHECK(*from_base64url(to_base64url(bytes)) == bytes);
        CHECK(*from_base64(to_base64(bytes)) == bytes);
        CHECK(*from_hex(to_hex(bytes)) == bytes);
    }
    CHECK(to_base64(bytes_of("foob")) == "Zm9vYg==");
    CHECK(to_base64url(bytes_of("\xfb\xff")) == "-_8");
    std::string text = "^";  // what stands before has no say in the padding
    append_base64(text, bytes_of("foob"));
    CHECK(text == "^Zm9vYg==");
}

TEST_CASE("only the one canonical base64url text is taken") {
    for (const auto* text : {"Zg==", "Zh", "Z", "Zm 9v", "Zm9v\n", "+/8", "Zm9vY"}) {
        INFO(text);
        CHECK_FALSE(from_base64url(text).has_value());
    }
    CHECK_FALSE(from_base64("Zm9vYg=").has_value());
    CHECK_FALSE(from_base64("Zm9vYg").has_value());
    CHECK_FALSE(from_hex("AB").has_value());
}

TEST_CASE("ids have one form") {
    CHECK(CaseId::parse("0123456789abcdef0123456789abcdef").has_value());
    CHECK_FALSE(CaseId::parse("0123456789ABCDEF0123456789abcdef").has_value());
    CHECK(MailboxId::parse("zna-nord").has_value());
    for (const auto* text : {"", "a", "-zna", "Zna", "zna_nord", "zna/../x"})
        CHECK_FALSE(MailboxId::parse(text).has_value());
    const auto uuid = new_uuid_v7(SystemClock{}.now());
    CHECK(TransmissionId::parse(uuid).has_value());
    CHECK(uuid[14] == '7');
}
