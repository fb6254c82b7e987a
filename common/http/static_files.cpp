#include "common/http/static_files.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <openssl/evp.h>

#include "common/core/encoding.hpp"
#include "common/http/problem.hpp"

namespace vorab::http {
namespace fs = std::filesystem;

namespace {
using Pair = std::pair<std::string_view, std::string_view>;

std::string_view type_of(const fs::path& file) {
    static constexpr std::array<Pair, 16> types = {{{".html", "text/html; charset=utf-8"},
                                                    {".js", "text/javascript; charset=utf-8"},
                                                    {".css", "text/css; charset=utf-8"},
                                                    {".json", "application/json"},
                                                    {".yaml", "application/yaml"},
                                                    {".webmanifest", "application/manifest+json"},
                                                    {".svg", "image/svg+xml"},
                                                    {".png", "image/png"},
                                                    {".jpg", "image/jpeg"},
                                                    {".webp", "image/webp"},
                                                    {".ico", "image/x-icon"},
                                                    {".woff2", "font/woff2"},
                                                    {".mp3", "audio/mpeg"},
                                                    {".ogg", "audio/ogg"},
                                                    {".wav", "audio/wav"},
                                                    {".txt", "text/plain; charset=utf-8"}}};
    const auto extension = file.extension().string();
    for (const auto& [ending, type] : types) {
        if (ending == extension) return type;
    }
    return "application/octet-stream";
}

std::string read(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::string content{std::istreambuf_iterator<char>{in}, {}};
    if (!in) throw std::runtime_error("cannot read a web file: " + file.string());
    return content;
}

std::string etag_of(std::string_view content) {
    std::array<unsigned char, 32> digest{};
    if (EVP_Digest(content.data(), content.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return '"' + core::to_base64url({digest.data(), 16}) + '"';
}

/// "app-4fb1a2c9.js", as the bundler names it: the last part of the stem is a hash of at least eight letters and
/// digits.
bool has_content_hash(const fs::path& file) {
    const std::string stem = file.stem().string();
    const auto mark = stem.find_last_of("-.");
    if (mark == std::string::npos || stem.size() - mark - 1 < 8) return false;
    return stem.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", mark + 1) ==
               std::string::npos &&
           stem.find_first_of("0123456789", mark + 1) != std::string::npos;
}

constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'; require-trusted-types-for 'script'; frame-src 'self'";
constexpr std::string_view answer_policy = "default-src 'none'; frame-ancestors 'none'";
}  // namespace

StaticFiles::StaticFiles(const fs::path& folder, std::string_view frames) : policy_(page_policy) {
    if (!frames.empty()) policy_.append(" ").append(frames);
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        if (!entry.is_regular_file()) continue;
        File file{read(entry.path()), std::string{type_of(entry.path())}, {}, has_content_hash(entry.path())};
        file.etag = etag_of(file.content);
        files_.emplace(fs::relative(entry.path(), folder).generic_string(), std::move(file));
    }
    if (!files_.contains("index.html")) throw std::runtime_error("no index.html in " + folder.string());
}

Response StaticFiles::answer(const Request& request, std::string_view path) const {
    const auto found = files_.find(path.empty() ? "index.html" : path);
    if (found == files_.end()) return problem_response(core::failure(core::Problem::not_found));
    const File& file = found->second;
    Response response;
    response.headers.add("ETag", file.etag);
    response.headers.add("Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    response.headers.add("Content-Security-Policy", policy_);
    add_security_headers(response);
    const auto known = request.headers.find("If-None-Match").value_or("");
    if (known == "*" || known.find(file.etag) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    response.body = file.content;
    response.content_type = file.content_type;
    return response;
}

void add_security_headers(Response& response) {
    static constexpr std::array<Pair, 7> always = {{{"Content-Security-Policy", answer_policy},
                                                    {"Strict-Transport-Security", "max-age=31536000"},
                                                    {"X-Content-Type-Options", "nosniff"},
                                                    {"Referrer-Policy", "no-referrer"},
                                                    {"Cross-Origin-Opener-Policy", "same-origin"},
                                                    {"Cross-Origin-Resource-Policy", "same-origin"},
                                                    {"Cache-Control", "no-store"}}};
    for (const auto& [name, value] : always) {
        if (!response.headers.find(name)) response.headers.add(std::string{name}, std::string{value});
    }
}
}  // namespace vorab::http
