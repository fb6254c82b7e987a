#include "common/http/answer_parser.hpp"

#include <algorithm>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace vorab::http {
namespace {
namespace beast_http = boost::beast::http;
using Parser = beast_http::response_parser<beast_http::string_body>;
constexpr std::uint32_t header_limit = 16 * 1024;
}  // namespace

struct AnswerParser::State {
    State(bool for_head, std::size_t most) : to_head(for_head), most_bytes(most) { restart(); }

    void restart() {
        parser.emplace();
        parser->eager(false);  // stop after the header, see note_head()
        parser->header_limit(header_limit);
        parser->body_limit(most_bytes);
        parser->skip(to_head);
        response = {};
        has_head = false;
    }

    bool parse() {
        while (!pending.empty() && !parser->is_done()) {
            boost::system::error_code error;
            const auto used = parser->put(boost::asio::buffer(pending), error);
            pending.erase(0, used);
            if (error == beast_http::error::need_more) return true;
            too_large = error == beast_http::error::body_limit;
            if (error || !note_head()) return false;
            if (parser->is_done() && is_interim()) {
                told_to_continue = told_to_continue || response.status == 100;
                restart();
            }
        }
        return true;
    }

    bool is_interim() const { return response.status < 200 && response.status != 101; }

    /// Copies the header once it is complete, before Beast 1.81 merges trailers into it.
    bool note_head() {
        if (has_head || !parser->is_header_done()) return true;
        has_head = true;
        parser->eager(true);
        const auto& fields = parser->get();
        response.status = fields.result_int();
        for (const auto& field : fields) response.headers.add(field.name_string(), field.value());
        const auto lengths = fields.count("Content-Length");
        const auto encodings = fields.count("Transfer-Encoding");
        return lengths + encodings <= 1 && (encodings == 0 || parser->chunked());
    }

    bool to_head;
    std::size_t most_bytes;
    std::optional<Parser> parser;
    std::string pending;
    ClientResponse response;
    bool has_head = false;
    bool too_large = false;
    bool told_to_continue = false;
};

AnswerParser::AnswerParser(bool to_head, std::size_t most_bytes)
    : state_(std::make_unique<State>(to_head, most_bytes)) {}

AnswerParser::~AnswerParser() = default;

bool AnswerParser::push(std::string_view bytes) {
    state_->pending.append(bytes);
    return state_->parse();
}

void AnswerParser::end() {
    boost::system::error_code not_complete;
    if (state_->has_head && !state_->parser->is_done()) state_->parser->put_eof(not_complete);
}

bool AnswerParser::done() const { return state_->parser->is_done(); }
bool AnswerParser::has_head() const { return state_->has_head && !state_->is_interim(); }
bool AnswerParser::told_to_continue() const { return state_->told_to_continue; }
bool AnswerParser::too_large() const { return state_->too_large; }
bool AnswerParser::keep_alive() const { return state_->parser->keep_alive() && state_->pending.empty(); }

ClientResponse AnswerParser::take() {
    state_->response.body = std::move(state_->parser->get().body());
    return std::move(state_->response);
}

std::string AnswerParser::take_piece() { return std::exchange(state_->parser->get().body(), {}); }
const ClientResponse& AnswerParser::head() const { return state_->response; }
}  // namespace vorab::http
