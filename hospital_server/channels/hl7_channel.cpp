#include "hospital_server/channels/hl7_channel.hpp"

#include "common/async/blocking_pool.hpp"
#include "hl7/mllp_client.hpp"
#include "hl7/tls_connection.hpp"
#include "hospital_server/channels/hl7_message.hpp"
#include "hospital_server/documents/file_drop.hpp"

namespace vorab::hospital_server::channels {
namespace {
using outbox::Delivered;
using outbox::Delivery;
using outbox::Rejected;
using outbox::RetryLater;

Delivery without_message(Nothing reason) {
    if (reason == Nothing::case_gone) return Rejected{"the case is gone"};
    if (reason == Nothing::too_large) return Rejected{"the file is too large for a message, or cannot be read"};
    return Delivered{};
}

/// The TLS files are read again for each connection: a renewed certificate needs no restart.
hl7::Connector connector_to(async::Executor executor, const his::TargetConfig& his) {
    constexpr std::chrono::seconds at_most{5};
    if (!his.tls) return hl7::tcp_connector(executor, his.host, his.port, at_most);
    auto identity = hl7::TlsIdentity::client(*his.tls).value();  // with files that are wrong nothing starts
    return [identity, connect = hl7::tls_connector(executor, his.host, his.port, at_most, identity)]() mutable {
        [[maybe_unused]] const auto read = identity.reload();  // where they are wrong, the old ones serve on
        return connect();
    };
}

class Hl7Channel final : public outbox::Channel {
  public:
    Hl7Channel(async::Executor executor, const his::TargetConfig& config, cases::Mailbox& mailbox,
               documents::Printing& printing, const core::Log& log)
        : config_(config),
          mailbox_(mailbox),
          printing_(printing),
          client_(executor, connector_to(executor, config)),
          files_(executor, "file-drop", 1, 4),
          log_(log) {}

    async::Task<Delivery> deliver(const outbox::Job& job) override {
        auto unit = mailbox_.database.run([this, job](database::Connection& connection) {
            return std::make_shared<std::variant<Nothing, Material>>(
                read_material(connection, job, config_, mailbox_.id, mailbox_.name));
        });
        const auto read = co_await std::move(unit);
        if (const auto* nothing = std::get_if<Nothing>(read.get())) co_return without_message(*nothing);
        auto& material = std::get<Material>(*read);
        if (material.paper) {
            material.notice.pdf = co_await printing_.render(material.paper);
        }
        auto dropping = files_.run([this, read](unsigned) { return drop(std::get<Material>(*read)); });
        const auto dropped = co_await std::move(dropping);
        if (!dropped) co_return Delivery{RetryLater{dropped.error().detail}};
        co_return co_await send(job, material);
    }

  private:
    /// For a message that only names its file: the file first, so that whoever reads the message finds it.
    core::Result<void> drop(Material& material) const {
        if (config_.message != his::Message::mdm_file) return {};
        material.filed.by_reference = true;
        material.filed.file_name = material.filed.number + ".pdf";
        if (material.filed.number.empty())
            material.filed.file_name =
                material.notice.case_id.str() + "-" + std::to_string(material.notice.version) + ".pdf";
        if (material.filed.filing == hl7::Filing::cancel) return {};
        return documents::drop_file(*config_.folder, material.filed.file_name, material.notice.pdf);
    }

    async::Task<Delivery> send(outbox::Job job, Material& material) {
        const hl7::Stamp stamp{control_id(mailbox_.id, job), job.created_at, {}};
        auto message = build_message(material, config_, stamp);
        if (!message) co_return Delivery{Rejected{message.error().detail}};
        if (message->changed_characters > 0) {
            log_.warning("characters transliterated for an HL7 target",
                         {{"case", job.case_id}, {"count", message->changed_characters}});
        }
        const auto size = static_cast<std::int64_t>(message->bytes.size());
        const auto answer = co_await client_.send(std::move(message->bytes), stamp.control_id);
        if (!answer) co_return Delivery{RetryLater{answer.error().detail}};
        const Delivery delivery = classify(*answer, size, job.attempts + 1);
        if (material.entry) {
            co_await note(*material.entry, delivery);
        }
        co_return delivery;
    }

    /// Before the outbox settles: dying in between only repeats the message, under the same control id.
    async::Task<void> note(core::TransmissionId entry, Delivery delivery) {
        if (std::holds_alternative<RetryLater>(delivery)) co_return;
        const auto said =
            std::holds_alternative<Delivered>(delivery) ? documents::Said::accepted : documents::Said::refused;
        auto unit = mailbox_.database.run([entry, said](database::Connection& connection) {
            documents::note(connection, entry, said);
            return true;
        });
        [[maybe_unused]] const bool noted = co_await std::move(unit);
    }

    /// AE: the receiver failed over the content, perhaps only now; so often as the profile says. AR: it does not take
    /// such messages, and a person must look.
    Delivery classify(const hl7::Acknowledgement& answer, std::int64_t size, int attempts) const {
        switch (answer.verdict) {
            case hl7::Verdict::accepted:
                return Delivered{size};
            case hl7::Verdict::rejected:
                return Rejected{core::PublicText{"the HIS does not take it (AR), code "} + answer.code};
            case hl7::Verdict::error:
                break;
        }
        const auto reason = core::PublicText{"the HIS cannot process it (AE), code "} + answer.code;
        if (attempts < config_.error_attempts) return RetryLater{.reason = reason, .peer_works = true};
        return Rejected{reason};
    }

    his::TargetConfig config_;
    cases::Mailbox& mailbox_;
    documents::Printing& printing_;
    hl7::MllpClient client_;
    async::BlockingPool files_;  ///< the folder may be a share that hangs: then this receiver alone waits
    const core::Log& log_;
};
}  // namespace

std::shared_ptr<outbox::Channel> make_hl7_channel(async::Executor executor, const his::TargetConfig& config,
                                                  cases::Mailbox& mailbox, documents::Printing& printing,
                                                  const core::Log& log) {
    return std::make_shared<Hl7Channel>(executor, config, mailbox, printing, log);
}
}  // namespace vorab::hospital_server::channels
