#include "hospital_server/channels/hl7_channel.hpp"

#include "common/signing/hash.hpp"
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

/// An error over the content may be only today's; so often is it tried before a person must look.
constexpr int error_attempts = 5;

/// MSH-10, at most 20 characters: the same at every attempt of a job, so that the receiver can tell a repetition from a
/// new message; and no other job's, of whatever mailbox or server, because jobs are numbered in each mailbox's
/// database.
std::string control_id(const core::MailboxId& mailbox, const outbox::Job& job) {
    constexpr std::size_t length = 20;
    const auto digest = signing::sha256(
        core::bytes_of(mailbox.str() + " " + job.target + " " + std::to_string(job.id) + " " + job.transmission.str()));
    std::string id = "V" + core::to_base64url(digest).substr(0, length - 1);
    for (char& c : id) {
        if (c == '-' || c == '_') c = '0';  // letters and digits only: some systems take nothing else
    }
    return id;
}

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

        hl7::Stamp stamp;
        stamp.control_id = control_id(mailbox_.id, job);
        stamp.time = current->updated_at;
        auto message = hl7::observation_report(to_hl7(*current, mailbox_.id), target_, stamp);
        if (message.changed_characters > 0) {
            log_.warning("characters transliterated for an HL7 target",
                         {{"case", job.case_id}, {"count", message.changed_characters}});
        }
        const auto answer = co_await client_.send(std::move(message.bytes), stamp.control_id);
        if (!answer) co_return Delivery{RetryLater{answer.error().detail}};
        co_return classify(*answer, job.attempts + 1);
    }

  private:
    static Delivery classify(const hl7::Acknowledgement& answer, int attempts) {
        switch (answer.verdict) {
            case hl7::Verdict::accepted:
                return Delivered{};
            case hl7::Verdict::rejected:
                return Rejected{core::PublicText{"the HIS does not take it (AR), code "} + answer.code};
            case hl7::Verdict::error:
                break;
        }
        const auto reason = core::PublicText{"the HIS cannot process it (AE), code "} + answer.code;
        if (attempts < error_attempts) return RetryLater{reason};
        return Rejected{reason};
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
