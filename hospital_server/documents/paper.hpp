#pragma once
// The case as the printed page needs it, read from a mailbox's database: the record as it is now, and its photographs.
#include <optional>

#include "common/database/connection.hpp"
#include "hospital_server/pdf/document.hpp"

namespace vorab::hospital_server::documents {

/// Pictures beyond these stay in the file on the tracker; the page names them all the same.
inline constexpr std::size_t most_pictures = 8;
inline constexpr std::uint64_t largest_picture = 8u << 20;

struct Wanted {
    core::CaseId case_id;
    std::string mailbox_name;
    core::Timestamp made_at;
    bool pictures = true;
};

/// Nothing when there is no such case.
std::optional<pdf::Document> read_paper(database::Connection& connection, const Wanted& wanted);

}  // namespace vorab::hospital_server::documents
