#include "hospital_server/channels/answer_channel.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "hospital_server/answers/answers.hpp"
#include "hospital_server/channels/gateway_verdict.hpp"

namespace vorab::hospital_server::channels {
namespace json = boost::json;
namespace {
using outbox::Delivery;
using outbox::Rejected;
using outbox::RetryLater;

class AnswerChannel final : public outbox::Channel {
  public:
    AnswerChannel(async::Executor executor, const std::string& gateway_url, const http::TlsContext& tls,
                  cases::Mailbox& mailbox, sealing::AnswerSigner signer, async::BlockingPool& cryptography,
                  const core::Clock& clock)
        : mailbox_(mailbox),
          signer_(signer),
          cryptography_(cryptography),
          clock_(clock),
          client_(executor, http::Origin::parse(gateway_url).value(), tls) {}

    async::Task<Delivery> deliver(const outbox::Job& job) override {
        const auto id = core::AnswerId::parse(job.transmission.str()).value();
        auto unit = mailbox_.database.run([id, mailbox = mailbox_.id](database::Connection& connection) {
            return answers::find(connection, mailbox, id);
        });
        const auto outgoing = co_await std::move(unit);
        if (!outgoing) co_return Delivery{Rejected{"the answer is gone"}};
        auto sealing = cryptography_.run([this, &outgoing](unsigned) { return body_of(*outgoing); });
        http::ClientRequest request;
        request.method = http::Method::post;
        request.target = "/hospital/v1/answers";
        request.content_type = "application/json";
        request.body = co_await std::move(sealing);
        const auto answer = co_await client_.send(std::move(request));
        if (!answer) co_return Delivery{RetryLater{answer.error().detail}};
        const bool unknown = answer->status == 404 && !may_not_be_known_yet(job, clock_.now());
        if (unknown) co_return Delivery{Rejected{"the gateway knows no crew of this case any more"}};
        co_return verdict_of(answer->status, job, clock_.now());
    }

  private:
    std::string body_of(const answers::Outgoing& outgoing) const {
        const auto& answer = outgoing.answer;
        json::object body{{"answer", answer.id.str()},
                          {"case", answer.case_id.str()},
                          {"mailbox", answer.mailbox.str()},
                          {"event", public_text(answer.event).view()},
                          {"at", core::to_rfc3339(answer.at)}};
        if (outgoing.answer_key) {
            const auto jwk = core::parse_json_object(*outgoing.answer_key);
            const auto key = jwk ? sealing::read_answer_key(*jwk) : core::Result<signing::PublicKey>{jwk.error()};
            if (key) body["sealed"] = sealing::seal_answer(answer, *key, signer_);
        }
        return json::serialize(body);
    }

    cases::Mailbox& mailbox_;
    sealing::AnswerSigner signer_;
    async::BlockingPool& cryptography_;
    const core::Clock& clock_;
    http::Client client_;
};
}  // namespace

std::shared_ptr<outbox::Channel> make_answer_channel(async::Executor executor, const std::string& gateway_url,
                                                     const http::TlsContext& tls, cases::Mailbox& mailbox,
                                                     sealing::AnswerSigner signer, async::BlockingPool& cryptography,
                                                     const core::Clock& clock) {
    return std::make_shared<AnswerChannel>(executor, gateway_url, tls, mailbox, signer, cryptography, clock);
}
}  // namespace vorab::hospital_server::channels
