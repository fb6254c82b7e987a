#include "common/http/static_files.hpp"

#include <fstream>
#include <unistd.h>

#include "tests/support/catch.hpp"

using namespace vorab;
namespace fs = std::filesystem;

namespace {
struct Folder {
    Folder() : path(fs::temp_directory_path() / ("vorab-static-" + std::to_string(::getpid()))) {
        fs::create_directories(path / "assets");
    }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    void write(const std::string& name, const std::string& content) const { std::ofstream{path / name} << content; }
    fs::path path;
};
}  // namespace

TEST_CASE("a folder of web files is served with its types, tags and policy") {
    const Folder folder;
    folder.write("index.html", "<!doctype html>");
    folder.write("assets/app-4fb1a2c9.js", "1;");
    const http::StaticFiles files{folder.path};
    http::Request request;

    const auto page = files.answer(request, "");
    CHECK(page.status == 200);
    CHECK(page.body == "<!doctype html>");
    CHECK(page.content_type == "text/html; charset=utf-8");
    CHECK(page.headers.find("Cache-Control") == "no-cache");
    CHECK(page.headers.find("Content-Security-Policy")->find("frame-ancestors 'none'") != std::string_view::npos);

    const auto script = files.answer(request, "assets/app-4fb1a2c9.js");
    CHECK(script.content_type == "text/javascript; charset=utf-8");
    CHECK(script.headers.find("Cache-Control") == "public, max-age=31536000, immutable");

    folder.write("gateway.openapi.yaml", "openapi: 3.1.0");
    CHECK(http::StaticFiles{folder.path}.answer(request, "gateway.openapi.yaml").content_type == "application/yaml");

    request.headers.add("If-None-Match", std::string{*page.headers.find("ETag")});
    const auto known = files.answer(request, "index.html");
    CHECK(known.status == 304);
    CHECK(known.body.empty());

    CHECK(files.answer(request, "../secret").status == 404);
    CHECK(files.answer(request, "assets").status == 404);
}

TEST_CASE("a page may frame its own origin, and those that it was given") {
    const Folder folder;
    folder.write("index.html", "<!doctype html>");
    const auto policy = [&folder](std::string_view frames) {
        const http::StaticFiles files{folder.path, frames};
        return std::string{*files.answer({}, "").headers.find("Content-Security-Policy")} + ";";
    };
    CHECK(policy("").find("frame-src 'self';") != std::string::npos);
    CHECK(policy("https://a.example https://b.example:8443")
              .find("frame-src 'self' https://a.example https://b.example:8443;") != std::string::npos);
}

TEST_CASE("an answer keeps its own policy and gets every other header") {
    http::Response response;
    response.headers.add("Content-Security-Policy", "sandbox");
    http::add_security_headers(response);
    CHECK(response.headers.find("Content-Security-Policy") == "sandbox");
    CHECK(response.headers.find("X-Content-Type-Options") == "nosniff");
    CHECK(response.headers.find("Cache-Control") == "no-store");
}

TEST_CASE("a folder without index.html is not a site") {
    const Folder folder;
    CHECK_THROWS_AS(http::StaticFiles{folder.path}, std::runtime_error);
}
