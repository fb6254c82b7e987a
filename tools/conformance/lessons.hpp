#pragma once
// What a sender has to get through: each lesson is a mission with one trouble in it, and a judgement of what it did.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "tools/conformance/report.hpp"
#include "tools/conformance/world.hpp"

namespace vorab::conformance {

/// What the gateway of a lesson answers to one POST of a transmission.
enum class Step {
    deliver,
    unavailable,      ///< 503
    too_many,         ///< 429, Retry-After 2
    slow,             ///< delivered, after three seconds
    cut,              ///< stored, but the connection breaks in the middle of the answer
    token_gone,       ///< 401: every token so far is void
    key_gone,         ///< 422 unknown-key: the hospital has changed its key
    park,             ///< 202
    conflict,         ///< 409
    refuse,           ///< 422 schema-violation
    forged_receipt,   ///< 201 with a receipt that no hospital signed
    foreign_receipt,  ///< 201 with the hospital's receipt for other bytes
    other_hospital,   ///< 201 with the receipt of another hospital under the same authority
    no_receipt,       ///< 201 with nothing in it
};

struct Post {
    std::chrono::steady_clock::time_point at;
    std::string transmission;
    std::string digest;
    std::string kid;
    std::string token;
    bool has_board = false;
};

/// What happened in one lesson.
struct Story {
    std::vector<Post> posts = {};
    int lists = 0;                   ///< GET /v1/mailboxes
    int tokens = 0;                  ///< that were issued
    int asked = 0;                   ///< GET /v1/transmissions/...
    int attachments = 0;             ///< in the records
    bool all_chunks = true;          ///< of those attachments arrived
    bool touched = false;            ///< by any request
    std::optional<int> exit = {};    ///< of the command, where there was one
    std::vector<std::string> notes;  ///< what was wrong with its letters
};

/// What the sender did wrong; empty when it did right. Throws NotHere when it cannot be told.
using Judge = std::string (*)(const Story&, const World&);

struct Lesson {
    Rule rule;
    std::vector<Step> steps;  ///< for one POST after another; the last one goes on
    Offer offer = Offer::honest;
    bool delivered = true;    ///< whether a careful sender ends with a verified receipt
    bool bad_chunks = false;  ///< the first chunk gets 503, the second one is cut and lost
    Judge judge = nullptr;
};

const std::vector<Lesson>& lessons();

/// One lesson judged: by its own rule, and by what the sender concluded.
Finding judge(const Lesson& lesson, const Story& story, const World& world);

}  // namespace vorab::conformance
