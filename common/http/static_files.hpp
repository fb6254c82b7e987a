#pragma once
// A folder of built web files, read into memory at start, served with a strict Content-Security-Policy.
// Names with a content hash are cached for a year, index.html never.
#include <filesystem>
#include <map>
#include <string>

#include "common/http/message.hpp"

namespace vorab::http {

class StaticFiles {
  public:
    /// Throws std::runtime_error when the folder has no index.html.
    explicit StaticFiles(const std::filesystem::path& folder);

    /// The file at `path` relative to the folder ("" is index.html), with ETag and 304, or not_found.
    Response answer(const Request& request, std::string_view path) const;

  private:
    struct File {
        std::string content;
        std::string content_type;
        std::string etag;
        bool immutable = false;
    };
    std::map<std::string, File, std::less<>> files_;
};

/// The headers that every page and API answer of ours carries: CSP, nosniff, frame-ancestors, referrer policy, HSTS,
/// no-store.
void add_security_headers(Response& response, bool page);

}  // namespace vorab::http
