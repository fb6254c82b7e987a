#include "common/http/message.hpp"

#include <algorithm>
#include <stdexcept>

#include "common/http/text.hpp"

namespace vorab::http {

std::string_view name_of(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::patch:
            return "PATCH";
        case Method::del:
            return "DELETE";
        case Method::options:
            return "OPTIONS";
        case Method::other:
            return "OTHER";
    }
    return "OTHER";
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (const auto& [key, value] : fields_) {
        if (same_word(key, name)) return value;
    }
    return std::nullopt;
}

const std::string& Request::capture(std::string_view name) const {
    for (const auto& [key, value] : captures) {
        if (key == name) return value;
    }
    throw std::out_of_range("the route has no such capture");
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    for (const auto& [key, value] : query) {
        if (key == name) return value;
    }
    return std::nullopt;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
    std::string_view rest = headers.find("Cookie").value_or("");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        const auto pair = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
            return pair.substr(name.size() + 1);
    }
    return std::nullopt;
}

std::string Request::content_type() const {
    const std::string_view value = headers.find("Content-Type").value_or("");
    return lower_case(trimmed(value.substr(0, value.find(';'))));
}

Response json_response(int status, std::string body) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    response.content_type = "application/json";
    return response;
}

Response empty_response(int status) {
    Response response;
    response.status = status;
    return response;
}

Response moved_response(std::string_view to) {
    Response response = empty_response(308);
    response.headers.add("Location", std::string{to});
    return response;
}
}  // namespace vorab::http
