#include "hospital_server/feedback/webhook.hpp"

#include <boost/json/serialize.hpp>

namespace vorab::hospital_server::feedback {
namespace json = boost::json;
namespace {
struct News {
    std::string event;
    core::Timestamp at{};
};

/// A job is about a transmission or about what people here have said; most of both are no news.
std::optional<News> news_of(database::Connection& connection, const outbox::Job& job) {
    const std::string_view id = job.transmission.str();
    const auto sent = connection.query_one("SELECT kind, received_at FROM transmission WHERE id = ?", {id});
    if (sent) {
        const std::string& kind = sent->text(0);
        const bool news = kind == "pre_notification" || kind == "protocol" || kind == "cancellation";
        return news ? std::optional{News{kind, database::timestamp_of(*sent, 1)}} : std::nullopt;
    }
    const auto said = connection.query_one("SELECT at FROM answer WHERE id = ? AND event = 'arrived'", {id});
    return said ? std::optional{News{"closed", database::timestamp_of(*said, 0)}} : std::nullopt;
}

class Webhook final : public outbox::Channel {
  public:
    Webhook(async::Executor executor, const FeedbackConfig& config, cases::Mailbox& mailbox, const core::Clock& clock)
        : mailbox_(mailbox), caller_(executor, config.peer, clock) {}

    async::Task<outbox::Delivery> deliver(const outbox::Job& job) override {
        auto unit = mailbox_.database.run([job](database::Connection& connection) { return news_of(connection, job); });
        const auto news = co_await std::move(unit);
        if (!news) co_return outbox::Delivery{outbox::Delivered{}};
        const json::object body{{"event", news->event},
                                {"mailbox", mailbox_.id.str()},
                                {"case", job.case_id.str()},
                                {"transmission", job.transmission.str()},
                                {"at", core::to_rfc3339(news->at)}};
        outbound::Message message;
        message.body = json::serialize(body);
        message.content_type = "application/json";
        message.idempotency_key = mailbox_.id.str() + "-" + std::to_string(job.id);
        co_return co_await caller_.post(std::move(message));
    }

  private:
    cases::Mailbox& mailbox_;
    outbound::Caller caller_;
};
}  // namespace

std::shared_ptr<outbox::Channel> make_webhook(async::Executor executor, const FeedbackConfig& config,
                                              cases::Mailbox& mailbox, const core::Clock& clock) {
    return std::make_shared<Webhook>(executor, config, mailbox, clock);
}
}  // namespace vorab::hospital_server::feedback
