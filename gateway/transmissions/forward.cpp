#include "gateway/transmissions/forward.hpp"

#include "common/core/json.hpp"

namespace vorab::gateway {
namespace {
/// {"proofs": [{mailbox, last_proof}]}. A hospital that says nothing of the kind, or not in this form, has none.
Reachability::Proofs proofs_in(const std::string& body) {
    Reachability::Proofs proofs;
    const auto json = core::parse_json_object(body);
    const auto* const list = json ? json->if_contains("proofs") : nullptr;
    if (list == nullptr || !list->is_array()) return proofs;
    for (const auto& one : list->get_array()) {
        if (!one.is_object()) continue;
        const auto mailbox = core::MailboxId::parse(core::text_member(one.get_object(), "mailbox"));
        const auto time = core::parse_rfc3339(core::text_member(one.get_object(), "last_proof"));
        if (mailbox && time) proofs.insert_or_assign(*mailbox, *time);
    }
    return proofs;
}
}  // namespace

Forwarder::Forwarder(async::Executor executor, http::TlsContext tls, http::ClientOptions options,
                     Reachability& reachability)
    : executor_(executor), tls_(std::move(tls)), options_(options), reachability_(reachability) {}

http::Client& Forwarder::client_of(const std::string& intake_url) {
    auto& client = clients_[intake_url];
    if (!client)
        client = std::make_unique<http::Client>(executor_, http::Origin::parse(intake_url).value(), tls_, options_);
    return *client;
}

async::Task<core::Result<HospitalAnswer>> Forwarder::send(const Mailbox& mailbox, http::ClientRequest request) {
    auto answer = co_await client_of(mailbox.intake_url).send(std::move(request));
    // A sender that broke off while its chunk went through says nothing of the hospital.
    const bool by_source = answer.has_error() && answer.error().problem == core::Problem::malformed;
    if (by_source) co_return answer.error();
    const bool answered = answer.has_value() && answer->status < 500;
    reachability_.note(mailbox.intake_url, answered);
    if (!answered) co_return core::failure(core::Problem::unreachable, "the hospital does not answer");
    const auto content_type = answer->headers.find("Content-Type");
    co_return HospitalAnswer{answer->status, std::move(answer->body), std::string{content_type.value_or("")}};
}

void Forwarder::probe(const Picture& picture, async::TaskGroup& tasks, const core::Log& log) {
    for (const auto& [id, mailbox] : picture.mailboxes) {
        if (asked_.insert(mailbox.intake_url).second) tasks.spawn(ask(mailbox.intake_url, log));
    }
}

async::Task<void> Forwarder::ask(std::string intake_url, const core::Log& log) {
    struct Asked {  // however this ends
        std::set<std::string>& all;
        const std::string& which;
        ~Asked() { all.erase(which); }
    };
    const Asked asked{asked_, intake_url};
    http::ClientRequest request;
    request.target = "/intake/v1/alive";
    const auto answer = co_await client_of(intake_url).send(std::move(request));
    reachability_.note(intake_url, answer.has_value() && answer->status < 500);
    const auto why = answer ? core::PublicText{} : answer.error().detail;
    const bool news = reachability_.note_reason(intake_url, why);
    if (news && !answer)
        log.warning("a hospital is not reached",
                    {{"hospital", core::PublicText::from_operator(intake_url)}, {"reason", why}});
    if (answer && answer->status == 200) reachability_.note_proofs(intake_url, proofs_in(answer->body));
}
}  // namespace vorab::gateway
