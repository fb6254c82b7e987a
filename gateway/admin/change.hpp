#pragma once
// One change of the configuration: what was there before is kept, who changed what is audited, every running instance
// hears of it. All or nothing (mission G8, D3).
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>

#include "gateway/audit.hpp"

namespace vorab::gateway {

/// Who changes something, and whose it may be.
struct Author {
    std::string name;                              ///< "cli:root", "web:meier"
    std::string peer = {};                         ///< numeric address, of a browser
    std::optional<std::string> organisation = {};  ///< when set, only this rescue service's devices may be touched
};

class Change {
  public:
    /// `subject` is what is changed, in ids: "rtw-83-1", "rtw-83-1 zna".
    Change(database::Connection& connection, const Author& author, AuditEvent event, std::string subject,
           core::Timestamp now);

    /// Keeps the rows of `part` (see kept.hpp) that `key` names, as they are now. Before they are changed.
    void keep(std::string_view part, const std::string& key);

    /// Without it nothing has happened.
    void commit();

  private:
    database::Connection& connection_;
    database::Transaction transaction_;
    const Author& author_;
    AuditEvent event_;
    std::string subject_;
    core::Timestamp now_;
    boost::json::array before_;
};
}  // namespace vorab::gateway
