#pragma once
// A request as a handler meets it, without a connection.
#include <algorithm>
#include <string>
#include <utility>

#include "common/http/message.hpp"

namespace vorab::test {

class TextBody final : public http::BodyReader {
  public:
    explicit TextBody(std::string text) : text_(std::move(text)) {}
    std::uint64_t length() const override { return text_.size(); }
    async::Task<core::Result<std::string>> read_all(std::size_t limit) override {
        if (text_.size() > limit) co_return core::failure(core::Problem::too_large);
        co_return text_;
    }
    async::Task<core::Result<std::size_t>> read_some(std::span<char> buffer) override {
        const std::size_t count = text_.copy(buffer.data(), buffer.size());
        text_.erase(0, count);
        co_return count;
    }

  private:
    std::string text_;
};

struct MadeRequest {
    MadeRequest(http::Method method, std::string text = {}, std::string content_type = {}) : body(std::move(text)) {
        request.method = method;
        request.body = &body;
        request.peer.address = "192.0.2.1";
        if (!content_type.empty()) request.headers.add("Content-Type", std::move(content_type));
    }
    MadeRequest(const MadeRequest&) = delete;
    MadeRequest& operator=(const MadeRequest&) = delete;

    MadeRequest& with(std::string name, std::string value) {
        request.headers.add(std::move(name), std::move(value));
        return *this;
    }
    MadeRequest& at(std::string name, std::string value) {
        request.captures.emplace_back(std::move(name), std::move(value));
        return *this;
    }

    TextBody body;
    http::Request request;
};
}  // namespace vorab::test
