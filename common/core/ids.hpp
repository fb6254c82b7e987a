#pragma once
// Strong types for what names things. An id is public: it may stand in a log line and in a URL. Each is made by
// parse(), so that holding one means that its form was checked.
#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "common/core/result.hpp"

namespace vorab::core {

namespace detail {
bool is_case_id(std::string_view text);
bool is_mailbox_id(std::string_view text);
bool is_uuid(std::string_view text);
bool is_name(std::string_view text);
}  // namespace detail

template <class Form>
class Id {
  public:
    Id() = default;
    static Result<Id> parse(std::string_view text) {
        if (!Form::matches(text)) return Failure{Problem::malformed, Form::expected()};
        Id id;
        id.text_ = text;
        return id;
    }
    const std::string& str() const { return text_; }
    bool empty() const { return text_.empty(); }
    friend auto operator<=>(const Id&, const Id&) = default;
    friend PublicText public_text(const Id& id) { return PublicText::from_operator(id.text_); }

  private:
    std::string text_;
};

struct CaseForm {
    static bool matches(std::string_view text) { return detail::is_case_id(text); }
    static PublicText expected() { return "a case id is 32 lower-case hex digits"; }
};
struct MailboxForm {
    static bool matches(std::string_view text) { return detail::is_mailbox_id(text); }
    static PublicText expected() {
        return "a mailbox id is 2 to 63 of a-z, 0-9 and -, beginning with a letter or digit";
    }
};
struct TransmissionForm {
    static bool matches(std::string_view text) { return detail::is_uuid(text); }
    static PublicText expected() { return "a transmission id is a lower-case UUID"; }
};
struct AttachmentForm {
    static bool matches(std::string_view text) { return detail::is_uuid(text); }
    static PublicText expected() { return "an attachment id is a lower-case UUID"; }
};
struct AnswerForm {
    static bool matches(std::string_view text) { return detail::is_uuid(text); }
    static PublicText expected() { return "an answer's id is a lower-case UUID"; }
};
struct ClientForm {
    static bool matches(std::string_view text) { return detail::is_name(text); }
    static PublicText expected() { return "a client id is 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'"; }
};

using CaseId = Id<CaseForm>;                  ///< the NIDA-ID (handbook section 7.4; mission G11)
using MailboxId = Id<MailboxForm>;            ///< smallest addressable unit of a hospital
using TransmissionId = Id<TransmissionForm>;  ///< the idempotency key of one transmission
using AttachmentId = Id<AttachmentForm>;
using AnswerId = Id<AnswerForm>;  ///< the idempotency key of one answer to a crew
using ClientId = Id<ClientForm>;  ///< a sender known to the gateway

}  // namespace vorab::core

template <class Form>
struct std::hash<vorab::core::Id<Form>> {
    std::size_t operator()(const vorab::core::Id<Form>& id) const { return std::hash<std::string>{}(id.str()); }
};
