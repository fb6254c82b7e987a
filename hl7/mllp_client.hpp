#pragma once
// Sends messages to one HL7 system over a connection that is kept: one message at a time, each with its own answer.
#include <list>

#include "hl7/acknowledgement.hpp"
#include "hl7/connection.hpp"
#include "hl7/mllp.hpp"

namespace vorab::hl7 {

struct MllpClientLimits {
    Span acknowledgement = std::chrono::seconds{30};
    Span write = std::chrono::seconds{30};
    MllpLimits frame{.frame = 1u << 20};  ///< an answer is small
};

class MllpClient {
  public:
    MllpClient(async::Executor executor, Connector connect, MllpClientLimits limits = {});
    ~MllpClient();

    /// Connects where needed, sends the message and waits for the answer whose MSA-2 is `control_id`. Calls at the same
    /// time wait for their turn. Fails with unreachable (not connected, broken, no answer in time: it may have arrived
    /// all the same, so send it again under the same id) or malformed (no frame can hold it; the answer is no
    /// acknowledgement). After a failure the connection is closed: a late answer finds nobody, least of all the next
    /// message.
    async::Task<core::Result<Acknowledgement>> send(std::string message, std::string control_id);

    void close();                                     ///< the next send() connects anew
    std::uint64_t strays() const { return strays_; }  ///< answers that belonged to no message

  private:
    struct Link;
    struct Turn;

    async::Task<core::Result<Acknowledgement>> exchange(Link& link, std::string_view bytes,
                                                        std::string_view control_id);
    async::Task<core::Result<std::unique_ptr<Link>>> take_link();
    void pass_turn();
    std::optional<core::Result<Acknowledgement>> find_answer(const std::vector<MllpEvent>& events,
                                                             std::string_view control_id);

    async::Executor executor_;
    Connector connect_;
    MllpClientLimits limits_;
    std::unique_ptr<Link> link_;  ///< lent to the send() that runs: a send that ends early takes it along
    std::list<Turn*> waiting_;
    bool busy_ = false;
    std::uint64_t strays_ = 0;
};

}  // namespace vorab::hl7
