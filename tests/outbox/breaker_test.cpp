#include "common/outbox/breaker.hpp"

#include "tests/support/catch.hpp"

using namespace std::chrono_literals;
using vorab::outbox::Breaker;
using vorab::outbox::Breakers;

namespace {
const Breaker::Time begin{};
constexpr double middle = 0.5;  // of the spread: the pause itself

void fail(Breaker& breaker, int times, Breaker::Time at) {
    for (int i = 0; i < times; ++i) breaker.failed(at, middle);
}
}  // namespace

TEST_CASE("the third failure in a row opens the breaker, an answer in between does not") {
    Breaker breaker;
    fail(breaker, 2, begin);
    CHECK_FALSE(breaker.answered());
    CHECK_FALSE(breaker.failed(begin, middle));
    CHECK_FALSE(breaker.failed(begin, middle));
    CHECK(breaker.take(4, begin) == 4);
    CHECK(breaker.failed(begin, middle));
    CHECK(breaker.take(4, begin) == 0);
}

TEST_CASE("an open breaker lets one probe through, later and later, but never later than ten seconds") {
    Breaker breaker;
    fail(breaker, 3, begin);
    CHECK(breaker.take(4, begin + 999ms) == 0);
    CHECK(breaker.take(4, begin + 1s) == 1);
    CHECK(breaker.take(4, begin + 1s) == 0);  // one
    CHECK(breaker.state() == Breaker::State::probing);
    CHECK_FALSE(breaker.failed(begin + 1s, middle));  // no news
    CHECK(breaker.probe_at() == begin + 3s);
    fail(breaker, 20, begin + 3s);
    CHECK(breaker.probe_at() == begin + 13s);
}

TEST_CASE("the answer of a probe closes the breaker, a probe that had nothing to send gives its place back") {
    Breaker breaker;
    fail(breaker, 3, begin);
    CHECK(breaker.take(4, begin + 1s) == 1);
    breaker.give_back();
    CHECK(breaker.take(4, begin + 1s) == 1);
    CHECK(breaker.answered());
    CHECK(breaker.take(4, begin + 1s) == 4);
    CHECK_FALSE(breaker.probe_at());
}

TEST_CASE("what is new is tried at once, though no more than once a second") {
    Breaker breaker;
    fail(breaker, 10, begin);
    breaker.hurry(begin + 200ms);
    CHECK(breaker.take(1, begin + 999ms) == 0);
    CHECK(breaker.take(1, begin + 1s) == 1);
    Breaker closed;
    closed.hurry(begin);
    CHECK(closed.take(3, begin) == 3);
}

TEST_CASE("a peer has one breaker, however many lines lead to it") {
    Breakers breakers;
    CHECK(breakers.of("hl7", "his") == breakers.of("hl7", "his"));
    CHECK(breakers.of("hl7", "his") != breakers.of("hl7", "other"));
    CHECK(breakers.of("hl7", "his") != breakers.of("espax", "his"));
}
