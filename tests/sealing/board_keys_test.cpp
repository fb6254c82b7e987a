#include "common/sealing/board_keys.hpp"

#include <set>

#include "common/envelope/slip.hpp"
#include "tests/envelope/example.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using core::Problem;
using sealing::LicenceKey;
using signing::KeyType;
using signing::PrivateKey;

TEST_CASE("licence keys have the handbook's form and never repeat") {
    std::set<std::string> seen;
    std::set<char> characters;
    for (int i = 0; i < 500; ++i) {
        const auto text = LicenceKey::generate().reveal();
        CHECK(LicenceKey::parse(text));
        CHECK(seen.insert(text).second);
        characters.insert(text.begin(), text.end());
    }
    CHECK(characters.size() == 63);  // base62 and the dash
    CHECK(LicenceKey::parse("c2BdX-wlmny-NEiQA-t9vWT"));
    for (const char* text :
         {"", "c2BdX-wlmny-NEiQA-t9vW", "c2BdX-wlmny-NEiQA-t9vWT-", "c2BdXwlmnyNEiQAt9vWT", "c2BdX_wlmny_NEiQA_t9vWT",
          "c2BdX-wlmny-NEiQA-t9v T", "c2Bd-Xwlmny-NEiQA-t9vWT", "c2BdX-wlmny-NEiQA-t9v-T"}) {
        INFO(text);
        CHECK_FALSE(LicenceKey::parse(text));
    }
}

TEST_CASE("proof and wrapping key are what any HKDF derives, so that a browser finds the same") {
    // Computed with Python's hmac module: RFC 5869 over "c2BdXwlmnyNEiQAt9vWT".
    const auto licence = *LicenceKey::parse("c2BdX-wlmny-NEiQA-t9vWT");
    CHECK(core::to_hex(licence.proof()) == "e06cfeac3f12add37573860f3543f4926c285a9d4ae7779bdbb817127fdfcd8a");
    CHECK(core::to_hex(licence.wrapping_key().view()) ==
          "cf4fc1febee088cdd04d9d4c629917ffbc748732165b1920a77c6e2dd96993cf");
}

TEST_CASE("the board's private key is unwrapped by its licence key alone") {
    const auto board = PrivateKey::generate(KeyType::p256);
    const auto licence = LicenceKey::generate();
    const auto wrapped = sealing::wrap_board_key(board, licence);
    CHECK(sealing::unwrap_board_key(wrapped, licence)->public_key().thumbprint() == board.public_key().thumbprint());
    CHECK(sealing::unwrap_board_key(wrapped, LicenceKey::generate()).error().problem == Problem::envelope_not_opened);
    CHECK_FALSE(sealing::unwrap_board_key(wrapped.substr(1), licence));
    CHECK_FALSE(sealing::unwrap_board_key(*sealing::seal_arrival({}, board.public_key()), licence));
}

TEST_CASE("an arrival is sealed for a board, in the form that a slip takes") {
    const auto board = PrivateKey::generate(KeyType::p256);
    envelope::Arrival arrival;
    arrival.priority = envelope::Priority::sk1;
    arrival.keyword = "STEMI";
    arrival.age = 63;
    arrival.flags = {"stemi", "cath_lab"};
    const auto sealed = sealing::seal_arrival(arrival, board.public_key());
    REQUIRE(sealed);
    CHECK(*sealing::open_arrival(*sealed, board) == arrival);
    CHECK_FALSE(sealing::open_arrival(*sealed, PrivateKey::generate(KeyType::p256)));
    auto slip = test::example_slip();
    slip["board"] = *sealed;
    CHECK(envelope::read_slip(slip));
    CHECK(sealing::seal_arrival(arrival, PrivateKey::generate(KeyType::x25519).public_key()).error().problem ==
          Problem::algorithm_refused);
}

TEST_CASE("the largest arrival still fits into the slip's 2 KiB") {
    envelope::Arrival arrival;
    const auto widest = [](std::size_t characters) {
        std::string text;
        for (std::size_t i = 0; i < characters; ++i) text += "ü";
        return text;
    };
    arrival.eta = core::SystemClock{}.now();
    arrival.eta_source = envelope::EtaSource::crew;
    arrival.priority = envelope::Priority::sk1;
    arrival.keyword = widest(40);
    arrival.code = "123456789012";
    arrival.age = 90;
    arrival.sex = envelope::Sex::unknown;
    arrival.flags = {"cpr",        "intubated", "ventilated", "catecholamines",
                     "infectious", "isolation", "pregnant",   "child"};
    arrival.text = widest(120);
    arrival.destination = widest(40);
    arrival.callsign = widest(40);
    CHECK(sealing::seal_arrival(arrival, PrivateKey::generate(KeyType::p256).public_key()));
}
