#pragma once
// GET /v1/cases/{case}/events: a crew's system hears of its case as server-sent events (WHATWG HTML 9.2). Any instance
// serves any stream: what is new is found in the database, by one query a second for all streams of an instance, and at
// once when wake() says that there is something.
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "common/async/timer.hpp"
#include "common/core/log.hpp"
#include "common/database/database.hpp"
#include "common/http/message.hpp"
#include "gateway/answers/event_store.hpp"
#include "gateway/refusals.hpp"
#include "gateway/token/bearer.hpp"

namespace vorab::gateway::answers {

struct StreamOptions {
    std::size_t per_client = 200;  ///< a rescue service with so many vehicles under one client id
    std::size_t in_all = 5'000;    ///< of one instance
    std::chrono::milliseconds poll{1'000};
    std::chrono::milliseconds comment{15'000};  ///< a sign of life, so that both ends notice a dead line
};

/// As `data:` of an event and in the list of GET /v1/transmissions/{id}: CaseEvent of gateway.openapi.yaml.
boost::json::object to_json(const Event& event);

class Streams {
  public:
    Streams(async::Executor executor, Bearer& bearer, database::Database& database, Refusals& refusals,
            const core::Clock& clock, const core::Log& log, StreamOptions options = {});

    async::Task<http::Response> open(http::Request& request);

    /// Looks for what is new, until cancelled.
    async::Task<void> run();

    /// Looks now: another instance has hinted that there is something. Any number of calls cost one query.
    void wake() { changed_.notify(); }

    /// This instance has written an event: looks now, and hints to the others.
    void written();
    void on_written(std::function<void()> hint) { hint_ = std::move(hint); }

    /// Ends every stream, cleanly: the listeners come back, to another instance.
    void end();

    std::size_t count() const { return streams_.size(); }

  private:
    struct Stream;
    struct Wanted;
    async::Task<core::Result<Wanted>> wanted(const http::Request& request, Sender sender);
    async::Task<http::Response> refuse(const http::Request& request, core::Failure failure,
                                       std::optional<core::ClientId> client);
    bool has_room(const core::ClientId& client) const;
    bool may_listen(const Stream& stream) const;
    void end_those_over();
    async::Task<void> serve(http::BodyWriter& writer, Wanted wanted);
    async::Task<void> look();

    async::Executor executor_;
    Bearer& bearer_;
    database::Database& database_;
    Refusals& refusals_;
    const core::Clock& clock_;
    const core::Log& log_;
    StreamOptions options_;
    async::Signal changed_;
    std::function<void()> hint_;
    bool ended_ = false;
    std::list<std::shared_ptr<Stream>> streams_;
};
}  // namespace vorab::gateway::answers
