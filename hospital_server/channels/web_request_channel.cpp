#include "hospital_server/channels/web_request_channel.hpp"

namespace vorab::hospital_server::channels {
namespace {
class WebRequestChannel final : public outbox::Channel {
  public:
    WebRequestChannel(async::Executor executor, const WebRequestConfig& config, const core::MailboxId& mailbox,
                      const core::Clock& clock)
        : mailbox_(mailbox), with_mailbox_(config.with_mailbox), caller_(executor, config.peer, clock) {}

    async::Task<outbox::Delivery> deliver(const outbox::Job& job) override {
        outbound::Message message;
        message.query = "id=" + job.case_id.str();
        if (with_mailbox_) message.query += "&mailbox=" + mailbox_.str();
        message.body = "nida_id=" + job.case_id.str();
        message.content_type = "application/x-www-form-urlencoded";
        message.idempotency_key = mailbox_.str() + "-" + std::to_string(job.id);
        return caller_.post(std::move(message));
    }

  private:
    core::MailboxId mailbox_;
    bool with_mailbox_;
    outbound::Caller caller_;
};
}  // namespace

std::shared_ptr<outbox::Channel> make_web_request_channel(async::Executor executor, const WebRequestConfig& config,
                                                          const core::MailboxId& mailbox, const core::Clock& clock) {
    return std::make_shared<WebRequestChannel>(executor, config, mailbox, clock);
}
}  // namespace vorab::hospital_server::channels
