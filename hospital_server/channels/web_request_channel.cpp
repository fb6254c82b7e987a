#include "hospital_server/channels/web_request_channel.hpp"

#include "common/http/client.hpp"

namespace vorab::hospital_server::channels {
namespace {
using outbox::Delivered;
using outbox::Delivery;
using outbox::Rejected;
using outbox::RetryLater;

/// "https://host:port/path?query" cut into origin and the rest.
std::pair<std::string, std::string> split(const std::string& url) {
    const auto host = url.find("://") + 3;
    const auto path = url.find('/', host);
    if (path == std::string::npos) return {url, "/"};
    return {url.substr(0, path), url.substr(path)};
}

std::optional<http::TlsContext> tls_of(const WebRequestConfig& config) {
    if (!config.ca) return std::nullopt;
    return http::TlsContext::client({.server_ca = *config.ca}).value();
}

class WebRequestChannel final : public outbox::Channel {
  public:
    WebRequestChannel(async::Executor executor, const WebRequestConfig& config, const core::MailboxId& mailbox)
        : mailbox_(mailbox),
          with_mailbox_(config.with_mailbox),
          path_(split(config.url).second),
          client_(executor, http::Origin::parse(split(config.url).first).value(), tls_of(config)) {}

    async::Task<Delivery> deliver(const outbox::Job& job) override {
        http::ClientRequest request;
        request.method = http::Method::post;
        request.target = path_ + (path_.find('?') == std::string::npos ? "?" : "&") + "id=" + job.case_id.str();
        if (with_mailbox_) request.target += "&mailbox=" + mailbox_.str();
        request.body = "nida_id=" + job.case_id.str();
        request.content_type = "application/x-www-form-urlencoded";
        request.headers.add("Idempotency-Key", mailbox_.str() + "-" + std::to_string(job.id));
        const auto answer = co_await client_.send(std::move(request));
        if (!answer) co_return Delivery{RetryLater{answer.error().detail}};
        co_return classify(answer->status);
    }

  private:
    static Delivery classify(int status) {
        if (status >= 200 && status < 300) return Delivered{};
        const auto reason = core::PublicText{"the ED software answered "} + status;
        if (status >= 500 || status == 429 || status == 408) return RetryLater{reason};
        return Rejected{reason};
    }

    core::MailboxId mailbox_;
    bool with_mailbox_;
    std::string path_;
    http::Client client_;
};
}  // namespace

std::shared_ptr<outbox::Channel> make_web_request_channel(async::Executor executor, const WebRequestConfig& config,
                                                          const core::MailboxId& mailbox) {
    return std::make_shared<WebRequestChannel>(executor, config, mailbox);
}
}  // namespace vorab::hospital_server::channels
