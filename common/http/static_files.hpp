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
    /// `frames`: origins besides its own that a page may show in a frame, separated by spaces. Throws
    /// std::runtime_error when the folder has no index.html.
    explicit StaticFiles(const std::filesystem::path& folder, std::string_view frames = {});

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
    std::string policy_;
};

/// The headers that every answer of ours carries: nosniff, frame-ancestors, referrer policy, HSTS, no-store; and, where
/// it has none of its own, a CSP that allows nothing.
void add_security_headers(Response& response);

}  // namespace vorab::http
