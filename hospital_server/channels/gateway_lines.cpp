#include "hospital_server/channels/gateway_lines.hpp"

#include <algorithm>

#include "hospital_server/channels/board_channel.hpp"

namespace vorab::hospital_server::channels {

void add_gateway_lines(async::Executor executor, const std::string& gateway_url, const http::TlsContext& tls,
                       cases::Mailbox& mailbox, const std::vector<MailboxConfig>& configured,
                       sealing::AnswerSigner signer, async::BlockingPool& cryptography, const core::Clock& clock) {
    const std::string gateway = "gateway";
    mailbox.answers_to = gateway;
    mailbox.dispatcher.add("answer", gateway,
                           make_answer_channel(executor, gateway_url, tls, mailbox, signer, cryptography, clock));
    const auto board_key = std::ranges::find(configured, mailbox.id, &MailboxConfig::id)->board_key;
    mailbox.dispatcher.add("board", gateway, make_board_channel(executor, gateway_url, tls, mailbox, board_key, clock));
}
}  // namespace vorab::hospital_server::channels
