#pragma once
// The calls that a server runs for us, and what its indications mean for them. An indication is matched by CP-PR-REF
// first and by SP-PR-TAN second, and may come before the answer to the start.
#include <map>
#include <vector>

#include "common/core/clock.hpp"
#include "espax/call.hpp"

namespace vorab::espax {

class CallBook {
  public:
    explicit CallBook(const Profile& profile) : profile_(profile) {}

    /// A start was sent. Calls begun more than 24 hours ago are forgotten.
    void begin(const std::string& reference, core::Timestamp now);
    void answered(const std::string& reference, const std::string& tan);
    /// The start was refused: forgotten, unless the server had told before that it runs.
    void refused(const std::string& reference);
    void forget(const std::string& reference);

    bool runs(const std::string& reference) const;  ///< answered with yes, or indicated
    std::string tan_of(const std::string& reference) const;

    std::vector<Report> on(const StartedIndication& indication);
    std::vector<Report> on(const StatusIndication& indication);
    std::vector<Report> on(const EventIndication& indication);
    std::vector<Report> on(const EndedIndication& indication);

  private:
    struct Entry {
        std::string tan;
        core::Timestamp begun;
        bool runs = false;
        bool taken = false;
    };
    using Entries = std::map<std::string, Entry>;

    Entries::iterator match(const std::string& reference, const std::string& tan);
    std::vector<Report> progress(const Process& process, const std::string& status, const std::string& result);

    const Profile& profile_;
    Entries calls_;                                  ///< by reference
    std::map<std::string, std::string> references_;  ///< by TAN
};

}  // namespace vorab::espax
