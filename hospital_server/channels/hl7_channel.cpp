#include "hospital_server/channels/hl7_channel.hpp"

#include "hl7/documents.hpp"
#include "hl7/mllp_client.hpp"
#include "hl7/tcp_connection.hpp"
#include "hospital_server/channels/hl7_notice.hpp"

namespace vorab::hospital_server::channels {
namespace {
using outbox::Delivered;
using outbox::Delivery;
using outbox::Rejected;
using outbox::RetryLater;

hl7::Target target_of(const Hl7Config& config) {
    hl7::Target target;
    target.receiving_application = config.receiving_application;
    target.receiving_facility = config.receiving_facility;
    target.charset = hl7::charset_by_name(config.charset).value_or(hl7::Charset::iso_8859_1);
    return target;
}

class Hl7Channel final : public outbox::Channel {
  public:
    Hl7Channel(async::Executor executor, const Hl7Config& config, cases::Mailbox& mailbox, const core::Log& log)
        : mailbox_(mailbox),
          target_(target_of(config)),
          client_(executor, hl7::tcp_connector(executor, config.host, config.port, std::chrono::seconds{5})),
          log_(log) {}

    async::Task<Delivery> deliver(const outbox::Job& job) override {
        auto unit = mailbox_.database.run(
            [job](database::Connection& connection) { return cases::read_current(connection, job); });
        const auto current = co_await std::move(unit);
        if (!current) co_return Delivery{Rejected{"the case is gone"}};

        // The same control id at every retry: the receiver can tell a repetition from a new message.
        hl7::Stamp stamp;
        stamp.control_id = "V" + std::to_string(job.id);
        stamp.time = current->updated_at;
        auto message = hl7::observation_report(to_hl7(*current, mailbox_.id), target_, stamp);
        if (message.changed_characters > 0) {
            log_.warning("characters transliterated for an HL7 target",
                         {{"case", job.case_id}, {"count", message.changed_characters}});
        }
        const auto answer = co_await client_.send(std::move(message.bytes), stamp.control_id);
        if (!answer) co_return Delivery{RetryLater{answer.error().detail}};
        co_return classify(*answer);
    }

  private:
    static Delivery classify(const hl7::Acknowledgement& answer) {
        switch (answer.verdict) {
            case hl7::Verdict::accepted:
                return Delivered{};
            case hl7::Verdict::rejected:
                return RetryLater{core::PublicText{"the HIS does not take it now (AR), code "} + answer.code};
            case hl7::Verdict::error:
                return Rejected{core::PublicText{"the HIS calls the content wrong (AE), code "} + answer.code};
        }
        return Rejected{"the HIS gave an answer without a meaning"};
    }

    cases::Mailbox& mailbox_;
    hl7::Target target_;
    hl7::MllpClient client_;
    const core::Log& log_;
};
}  // namespace

std::shared_ptr<outbox::Channel> make_hl7_channel(async::Executor executor, const Hl7Config& config,
                                                  cases::Mailbox& mailbox, const core::Log& log) {
    return std::make_shared<Hl7Channel>(executor, config, mailbox, log);
}
}  // namespace vorab::hospital_server::channels
