#include "tools/his/send_adt.hpp"

#include <charconv>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "common/core/random.hpp"
#include "hl7/mllp_client.hpp"
#include "hl7/tcp_connection.hpp"
#include "tools/his/patients.hpp"

namespace vorab::his {
namespace json = boost::json;

core::Result<Peer> Peer::parse(std::string_view text) {
    Peer peer;
    const auto colon = text.rfind(':');
    const auto* last = text.data() + text.size();
    if (colon != std::string_view::npos && colon > 0) {
        peer.host = text.substr(0, colon);
        const auto [end, wrong] = std::from_chars(text.data() + colon + 1, last, peer.port);
        if (wrong == std::errc{} && end == last && peer.port != 0) return peer;
    }
    return core::failure(core::Problem::malformed, "a receiver is written HOST:PORT");
}

async::Task<bool> send_admissions(async::Executor executor, Peer peer, const core::Clock& clock,
                                  std::function<void(std::string_view)> print) {
    hl7::MllpClient client{executor, hl7::tcp_connector(executor, peer.host, peer.port, std::chrono::seconds{5})};
    bool all_accepted = true;
    for (const auto& patient : patients()) {
        // At most 20 characters, as v2.5 has it for MSH-10.
        const std::string control_id = "ADT" + core::to_hex(core::random_bytes(8));
        const hl7::Stamp stamp{control_id, clock.now(), {}};
        const std::string message = admission(patient, stamp);
        const auto answer = co_await client.send(message, control_id);
        const core::PublicText said = answer ? public_text(answer->verdict) : answer.error().detail;
        print(json::serialize(json::object{{"event", "sent"}, {"control_id", control_id}, {"answer", said.str()}}));
        all_accepted = all_accepted && answer && answer->verdict == hl7::Verdict::accepted;
    }
    client.close();
    co_return all_accepted;
}
}  // namespace vorab::his
