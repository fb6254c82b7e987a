#pragma once
// The gateway under test, as a check sees it: plain calls that return with their answer. One after another; a kit is in
// no hurry, and what a check says in order is what happens in order.
#include <filesystem>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "tools/ambulance/gateway_client.hpp"
#include "tools/ambulance/recipient.hpp"
#include "tools/conformance/check.hpp"
#include "tools/conformance/wire.hpp"

namespace vorab::conformance {

/// What the person says on the command line.
struct Target {
    ambulance::Connection connection;
    std::filesystem::path ca;
    core::MailboxId mailbox;
    std::optional<core::MailboxId> foreign_mailbox = {};  ///< exists, and is not assigned to this client
    bool provoke_limits = false;
};

/// A test transmission, ready to be posted.
struct Letter {
    boost::json::object record;  ///< its slip is the outer one, too
    std::string body;            ///< flattened JSON serialization
    envelope::RoutingSlip slip;
    std::string media_type = "application/jose+json";
};

class Bench {
  public:
    explicit Bench(Target target);

    const Target& target() const { return target_; }
    core::Timestamp now() const { return clock_.now(); }

    bool answers();  ///< anything at all
    /// Without a token. Throws Broken when nobody answers.
    http::ClientResponse call(http::ClientRequest request);
    http::ClientResponse get(const std::string& target);  ///< call() of a GET
    /// Under our token.
    http::ClientResponse signed_in(http::ClientRequest request);
    http::ClientResponse post(const Letter& letter);

    const std::string& token();  ///< got at the first asking
    boost::json::object mailbox_list();
    boost::json::object mailbox_entry();           ///< of our mailbox
    const ambulance::Recipient& recipient();       ///< found and verified at the first asking
    std::string address(const std::string& path);  ///< below our mailbox

    /// A record of kind `test` with fresh ids, as if it was made now.
    boost::json::object new_record();
    Letter seal(boost::json::object record);
    Letter new_letter() { return seal(new_record()); }

    Wire wire(int newest_tls = 13);
    /// Request line and fields, with Host and our token.
    std::string head(const std::string& line, const std::string& fields = {});

  private:
    Target target_;
    core::SystemClock clock_;
    boost::asio::io_context loop_{1};
    http::Client client_;
    std::string token_;
    std::optional<ambulance::Recipient> recipient_;
};

/// The protected header of a sealed letter, and the letter with another one: no seal survives that.
boost::json::object header_of(const Letter& letter);
Letter with_header(const Letter& letter, const boost::json::object& header);
/// The letter with one member of its flattened form changed.
Letter with_member(const Letter& letter, const std::string& name, const std::string& value);
Letter with_body(Letter letter, std::string body, std::string media_type);
/// The first character replaced by another one of the alphabet.
std::string flipped(std::string text);

}  // namespace vorab::conformance
