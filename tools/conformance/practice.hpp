#pragma once
// Gateway and hospital in one, for a sender under test: answers by the script of the current lesson, and notes what is
// wrong with what comes.
#include <map>
#include <set>

#include "common/async/timer.hpp"
#include "common/http/router.hpp"
#include "tools/conformance/inspection.hpp"
#include "tools/conformance/lessons.hpp"

namespace vorab::conformance {

class Practice {
  public:
    Practice(async::Executor executor, const World& world, const core::Clock& clock);

    void begin(const Lesson& lesson);
    /// The lesson is over: looks at the chunks that came.
    const Story& end();
    Story& story() { return story_; }
    /// Notified with every request.
    async::Signal& activity() { return activity_; }

    async::Task<http::Response> answer(http::Request& request);
    void note(std::string rule, std::string words);

    /// What holds for every letter and every call, over all lessons.
    std::vector<Finding> findings() const;

  private:
    using Chunks = std::map<std::uint32_t, std::string>;

    void route();
    async::Task<http::Response> token(http::Request& request);
    async::Task<http::Response> list(http::Request& request);
    async::Task<http::Response> transmission(http::Request& request);
    async::Task<http::Response> status(http::Request& request);
    async::Task<http::Response> events(http::Request& request);
    async::Task<http::Response> chunk(http::Request& request);
    async::Task<http::Response> chunk_status(http::Request& request);
    std::optional<http::Response> refuse_sender(const http::Request& request);
    bool may_enter(const http::Request& request, const std::string& form);
    Inspection look(const http::Request& request, const std::string& body);
    http::Response play(Step step, const envelope::RoutingSlip& slip, const std::string& digest);
    http::Response park(const envelope::RoutingSlip& slip, const std::string& digest);
    http::Response void_tokens();
    http::Response change_key();
    http::Response store(const envelope::RoutingSlip& slip, const std::string& digest);
    sealing::Receipt receipt_for(const envelope::RoutingSlip& slip, const std::string& digest) const;
    void look_at_chunks(const hospital_server::record::Attachment& attachment);

    const World& world_;
    const core::Clock& clock_;
    async::Signal activity_;
    http::Router router_;
    const Lesson* lesson_ = nullptr;
    Story story_;
    Offer offer_ = Offer::honest;
    std::set<std::string, std::less<>> tokens_;
    int voided_ = 0;
    std::map<std::string, std::string> stored_;                                    ///< digests by transmission
    std::map<std::string, std::pair<envelope::RoutingSlip, std::string>> parked_;  ///< with the digest
    std::map<std::string, Chunks> chunks_;                                         ///< by attachment
    std::vector<hospital_server::record::Attachment> described_;
    int chunk_calls_ = 0;
    std::map<std::string, std::string> faults_;  ///< the first one of each rule
    std::set<std::string> observed_;
};

/// The rules that findings() reports on.
const std::vector<Rule>& standing_rules();

}  // namespace vorab::conformance
