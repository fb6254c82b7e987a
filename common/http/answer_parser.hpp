#pragma once
// An answer from a server, byte by byte; the client's half of Beast, without I/O.
#include <memory>
#include <string_view>

#include "common/http/client.hpp"

namespace vorab::http {

class AnswerParser {
  public:
    /// `to_head`: the answer to HEAD announces a body and has none.
    AnswerParser(bool to_head, std::size_t most_bytes);
    ~AnswerParser();

    /// Takes what arrived. False: not an answer that we accept (not HTTP/1.x, smuggling shapes, too large).
    bool push(std::string_view bytes);
    /// The peer closed: completes an answer without a length.
    void end();

    bool done() const;
    bool has_head() const;          ///< status and headers of the answer itself came
    bool told_to_continue() const;  ///< an interim 100 came
    bool too_large() const;
    bool keep_alive() const;  ///< and nothing came after the answer
    ClientResponse take();
    /// What came of the body since the last call. For who reads it piece by piece, instead of take().
    std::string take_piece();
    const ClientResponse& head() const;  ///< without the body; once has_head()

  private:
    struct State;
    std::unique_ptr<State> state_;
};
}  // namespace vorab::http
