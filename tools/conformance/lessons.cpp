#include "tools/conformance/lessons.hpp"

#include "tools/conformance/check.hpp"

namespace vorab::conformance {
using std::chrono::milliseconds;

namespace {
std::string same_bytes(const Story& story, const World&) {
    if (story.posts.size() < 2) return "it did not try again";
    for (const auto& post : story.posts) {
        if (post.transmission != story.posts.front().transmission) return "it tried again under another id";
        if (post.digest != story.posts.front().digest) return "it tried again with other bytes under the same id";
    }
    return {};
}

std::string patient(const Story& story, const World& world) {
    auto wrong = same_bytes(story, world);
    if (!wrong.empty()) return wrong;
    const auto pause = std::chrono::duration_cast<milliseconds>(story.posts[1].at - story.posts[0].at);
    if (pause >= milliseconds{1900}) return {};
    return "Retry-After was 2 seconds, it came again after " + std::to_string(pause.count()) + " ms";
}

std::string fresh_token(const Story& story, const World& world) {
    auto wrong = same_bytes(story, world);
    if (!wrong.empty()) return wrong;
    return story.posts[0].token == story.posts[1].token ? "it came again with the token that had been refused" : "";
}

std::string next_key(const Story& story, const World& world) {
    if (story.posts.size() < 2) return "it did not try again";
    if (story.lists < 2) return "it did not list the mailboxes again";
    return story.posts.back().kid == world.next_kid() ? "" : "it sealed again for the key that is gone";
}

std::string waited_for_receipt(const Story& story, const World&) {
    const bool asked = story.asked > 0 || story.posts.size() > 1;
    return asked ? "" : "it took 202 for the end: it neither asked at Location, nor listened, nor sent again";
}

std::string new_id(const Story& story, const World&) {
    if (story.posts.size() < 2) return "it gave up: the record is nowhere";
    return story.posts[0].transmission == story.posts[1].transmission ? "it came again under the id that is taken" : "";
}

std::string gave_up(const Story& story, const World&) {
    if (story.posts.size() < 2) return {};
    return "it sent a record that was refused for good " + std::to_string(story.posts.size()) + " times";
}

std::string sealed_nothing(const Story& story, const World&) {
    return story.posts.empty() ? "" : "it sealed a record for a key that no hospital vouches for";
}

std::string sealed_no_arrival(const Story& story, const World&) {
    for (const auto& post : story.posts) {
        if (post.has_board) return "it sealed the arrival for a board key that no hospital vouches for";
    }
    return {};
}

std::string good_key(const Story& story, const World& world) {
    return story.posts.front().kid == world.kid() ? "" : "it sealed for a key beyond its use_until";
}

std::string resumed(const Story& story, const World&) {
    if (story.attachments == 0) throw NotHere("the record had no attachments");
    return story.all_chunks ? "" : "chunks are missing at the end";
}

/// Whether the sender concluded the right thing; only its exit code says so.
std::string conclusion(const Lesson& lesson, const Story& story) {
    if (!story.exit) return {};
    if (lesson.delivered && *story.exit != 0)
        return "the hospital's receipt was there, and it ended with " + std::to_string(*story.exit);
    if (!lesson.delivered && *story.exit == 0) return "it ended with 0, as if it held a receipt that it has verified";
    return {};
}

void require_something(const Lesson& lesson, const Story& story) {
    if (!story.touched) throw Broken("nothing came");
    const bool posts_expected = lesson.offer == Offer::honest || lesson.offer == Offer::outdated_first;
    if (posts_expected && story.posts.empty()) throw Broken("no transmission came");
}

const std::string api = "API: send_transmission";

Lesson lesson(const char* id, const char* title, const std::string& section, const char* mend, std::vector<Step> steps,
              Judge judge, bool delivered = true) {
    return {
        {std::string{"lesson."} + id, title, section, mend}, std::move(steps), Offer::honest, delivered, false, judge};
}

Lesson offered(const char* id, const char* title, const std::string& section, const char* mend, Offer offer,
               Judge judge, bool delivered) {
    return {{std::string{"lesson."} + id, title, section, mend}, {Step::deliver}, offer, delivered, false, judge};
}

std::vector<Lesson> all_lessons() {
    using enum Step;
    const std::string keys = "envelope 1; API: list_mailboxes";
    const std::string receipts = "envelope 5";
    std::vector<Lesson> all{
        lesson("delivered", "a record is delivered and its receipt verified", api + " 201",
               "verify the receipt, then say so", {deliver}, nullptr),
        lesson("unavailable", "after 503 the same bytes come again", api + " 503",
               "keep the sealed bytes and send them again, with growing pauses", {unavailable, unavailable, deliver},
               same_bytes),
        lesson("retry-after", "429 is obeyed: the same bytes come again, and not before Retry-After", api + " 429",
               "wait for as long as Retry-After says", {too_many, deliver}, patient),
        lesson("slow", "a slow answer is waited for", api, "give an answer 20 seconds; then send the same bytes again",
               {slow, deliver}, nullptr),
        lesson("cut", "a connection that breaks before the answer: the same bytes come again", api + " 200",
               "an answer that did not come says nothing: send the same bytes, 200 brings the receipt", {cut, deliver},
               same_bytes),
        lesson("token", "a token that no longer holds is renewed, and the same bytes come again", api + " 401",
               "get a new token after 401 and send the same bytes", {token_gone, deliver}, fresh_token),
        lesson("rotation", "after unknown-key the mailboxes are listed again and the record is sealed for the new key",
               api + " 422 unknown-key", "list the mailboxes and seal anew", {key_gone, deliver}, next_key),
        lesson("parked", "parked is not delivered: the sender asks or listens until it holds a receipt",
               api + " 202; API: transmission_status",
               "ask at Location, hear the case's events, or send the same bytes again, until a receipt comes", {park},
               waited_for_receipt),
        lesson("conflict", "an id that is taken is replaced by a new one", api + " 409",
               "make a new transmission id, seal anew and send", {conflict, deliver}, new_id),
        lesson("refused", "what is refused for good is not sent again and again", api + " 422",
               "tell the crew to telephone, and the vendor what detail says", {refuse}, gave_up, false),
        lesson("forged-receipt", "a receipt that no hospital signed is no receipt", receipts,
               "verify the chain in x5c up to the hospital CA that you were given beforehand", {forged_receipt},
               nullptr, false),
        lesson("foreign-receipt", "a receipt for other bytes is no receipt", receipts,
               "compare transmission, case, mailbox and the SHA-256 of the bytes that you sent", {foreign_receipt},
               nullptr, false),
        lesson("other-hospital", "a receipt of another hospital under the same authority is no receipt", receipts,
               "compare the organisation in the receipt's certificate with that of the mailbox's certificate",
               {other_hospital}, nullptr, false),
        lesson("no-receipt", "201 without a receipt is no delivery", receipts, "believe the receipt, not the status",
               {no_receipt}, nullptr, false),
        offered(
            "foreign-key", "nothing is sealed for a key that no hospital vouches for", keys,
            "verify x5c up to the hospital CA that you were given beforehand, and take the key out of the certificate",
            Offer::foreign_key, sealed_nothing, false),
        offered("other-mailbox-key", "nothing is sealed for the key of another mailbox", keys,
                "compare the certificate's common name with the mailbox", Offer::other_mailbox_key, sealed_nothing,
                false),
        offered("outdated-key", "a key beyond its use_until is passed over", keys,
                "take the first key whose use_until has not passed", Offer::outdated_first, good_key, true),
        offered("foreign-board-key", "no arrival is sealed for a board key that no hospital vouches for",
                "API: list_mailboxes board_key_statement", "verify the statement, or leave slip.board out",
                Offer::foreign_board_key, sealed_no_arrival, true),
        lesson("chunks", "chunks that got lost are sent again until all are there",
               "API: send_chunk; API: attachment_status",
               "after an error ask which chunks have arrived, and send the others", {deliver}, resumed),
    };
    all.back().bad_chunks = true;
    return all;
}
}  // namespace

const std::vector<Lesson>& lessons() {
    static const std::vector<Lesson> all = all_lessons();
    return all;
}

Finding judge(const Lesson& lesson, const Story& story, const World& world) try {
    require_something(lesson, story);
    const auto wrong = lesson.judge != nullptr ? lesson.judge(story, world) : std::string{};
    expect(wrong.empty(), wrong);
    // Who finds a lying list may stop there, or leave out what nobody vouches for: both are right.
    const bool may_stop = lesson.offer == Offer::foreign_board_key && story.posts.empty();
    if (!may_stop) {
        const auto concluded = conclusion(lesson, story);
        expect(concluded.empty(), concluded);
    }
    if (!lesson.delivered && !story.exit && lesson.judge == nullptr)
        throw NotHere("look at your sender: it must not say that this record was delivered");
    return {lesson.rule};
} catch (const NotHere& unknown) {
    return {lesson.rule, Verdict::skipped, unknown.what()};
} catch (const Broken& broken) {
    return {lesson.rule, Verdict::failed, broken.what()};
}
}  // namespace vorab::conformance
