#include "hospital_server/channels/board_channel.hpp"

#include <boost/json/serialize.hpp>

#include "hospital_server/boards/correction.hpp"
#include "hospital_server/channels/gateway_verdict.hpp"

namespace vorab::hospital_server::channels {
namespace json = boost::json;
namespace {
using outbox::Delivered;
using outbox::Delivery;
using outbox::RetryLater;

class BoardChannel final : public outbox::Channel {
  public:
    BoardChannel(async::Executor executor, const std::string& gateway_url, const http::TlsContext& tls,
                 cases::Mailbox& mailbox, std::filesystem::path board_key, const core::Clock& clock)
        : mailbox_(mailbox),
          board_key_(std::move(board_key)),
          clock_(clock),
          client_(executor, http::Origin::parse(gateway_url).value(), tls) {}

    async::Task<Delivery> deliver(const outbox::Job& job) override {
        auto unit = mailbox_.database.run(
            [this, id = job.case_id](database::Connection& connection) { return mark_of(connection, id); });
        const json::object mark = co_await std::move(unit);
        http::ClientRequest request;
        request.method = http::Method::post;
        request.target = "/hospital/v1/marks";
        request.content_type = "application/json";
        request.body = json::serialize(mark);
        const auto answer = co_await client_.send(std::move(request));
        if (!answer) co_return Delivery{RetryLater{answer.error().detail}};
        const bool on_no_board = answer->status == 404 && !may_not_be_known_yet(job, clock_.now());
        if (on_no_board) co_return Delivery{Delivered{}};  // the crew has sent nothing for boards
        co_return verdict_of(answer->status, job, clock_.now());
    }

  private:
    json::object mark_of(database::Connection& connection, const core::CaseId& id) const {
        const auto row =
            connection.query_one("SELECT COALESCE(alarm_state, 'none') FROM patient_case WHERE id = ?", {id.str()});
        const std::string alarm = row ? row->text(0) : "none";
        json::object mark{{"mailbox", mailbox_.id.str()}, {"case", id.str()}, {"alarm", alarm}};
        const auto correction = boards::correction_of(connection, id, board_key_, boards::Where::whatever);
        if (!correction) return mark;
        mark["board"] = correction->sealed;
        mark["sequence"] = correction->sequence;
        return mark;
    }

    cases::Mailbox& mailbox_;
    std::filesystem::path board_key_;
    const core::Clock& clock_;
    http::Client client_;
};
}  // namespace

std::shared_ptr<outbox::Channel> make_board_channel(async::Executor executor, const std::string& gateway_url,
                                                    const http::TlsContext& tls, cases::Mailbox& mailbox,
                                                    std::filesystem::path board_key, const core::Clock& clock) {
    return std::make_shared<BoardChannel>(executor, gateway_url, tls, mailbox, std::move(board_key), clock);
}
}  // namespace vorab::hospital_server::channels
