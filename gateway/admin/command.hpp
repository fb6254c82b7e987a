#pragma once
// What every command of the administration gets, and the small words that they share.
#include <filesystem>
#include <string>
#include <vector>

#include "common/configuration/arguments.hpp"
#include "gateway/admin/change.hpp"

namespace vorab::gateway {

struct CommandContext {
    database::Connection& connection;
    configuration::Arguments& arguments;
    Author author;
    bool author_is_named;  ///< by --by, and not merely by who is signed in at this machine
    core::Timestamp now;
};

struct Command {
    const char* words;  ///< "client add"
    void (*run)(CommandContext&);
};

std::vector<Command> client_commands();   ///< and assignments
std::vector<Command> mailbox_commands();  ///< and their keys
std::vector<Command> board_commands();
std::vector<Command> access_commands();  ///< administrators of rescue services, and the configuration's history

/// The value, or a UsageError with `what` and the detail of the failure.
template <class T>
T checked(core::Result<T> result, const std::string& what) {
    if (!result) throw configuration::UsageError(what + ": " + result.error().detail.str());
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::string content_of(const std::filesystem::path& file);  ///< throws UsageError

core::ClientId client_id(configuration::Arguments& arguments);    ///< the next word
core::MailboxId mailbox_id(configuration::Arguments& arguments);  ///< the next word

}  // namespace vorab::gateway
