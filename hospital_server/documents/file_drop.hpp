#pragma once
// Files for systems that fetch them from a folder: whole or not there at all.
#include <filesystem>
#include <string>

#include "common/core/encoding.hpp"

namespace vorab::hospital_server::documents {

/// Writes `folder`/`name` under another name first (".part"), forces it to disk and renames it: who watches the folder
/// never sees half a file. The same name again takes the place of the former. Fails with unavailable.
core::Result<void> drop_file(const std::filesystem::path& folder, const std::string& name, core::BytesView bytes);

}  // namespace vorab::hospital_server::documents
