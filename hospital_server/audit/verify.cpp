#include <map>

#include "common/signing/hash.hpp"
#include "hospital_server/audit/chain.hpp"
#include "hospital_server/audit/row.hpp"

namespace vorab::hospital_server::audit {
using core::Bytes;
using database::Connection;

namespace {
constexpr std::int64_t rows_at_once = 2000;

struct Ends {
    Place last;
    Place removed;  ///< what retention took; place 0 when nothing
    std::string checkpoint;
};
Ends ends_of(Connection& connection) {
    const auto row = connection.query_one(
        "SELECT number, hash, removed_to, removed_hash, COALESCE(checkpoint, '') FROM audit_chain WHERE id = 1");
    return {{row->integer(0), Bytes{row->bytes(1)}}, {row->integer(2), Bytes{row->bytes(3)}}, row->text(4)};
}

bool checkpoint_holds(const Ends& ends, const std::string& chain, const Notary& notary) {
    if (ends.removed.number == 0) return ends.removed.hash == Place{}.hash;
    const auto said = notary.read(ends.checkpoint);
    return said && said->about == "checkpoint" && said->chain == chain && said->number == ends.removed.number &&
           said->hash == ends.removed.hash;
}

/// Goes along the chain and stops at the first thing that is wrong.
class Walk {
  public:
    Walk(Connection& connection, const std::string& chain, const Notary& notary, const std::vector<Statement>& anchors)
        : connection_(connection), chain_(chain), notary_(notary) {
        for (const auto& anchor : anchors) {
            const bool ours = anchor.chain == chain && anchor.about == "anchor";
            if (ours) anchors_.emplace(anchor.number, anchor.hash);
        }
    }

    Verification go() {
        const Ends ends = ends_of(connection_);
        if (!begin_after(ends)) return result_;
        result_.first = at_.number + 1;
        while (!result_.fault && at_.number < ends.last.number) page(ends.last.number);
        if (!result_.fault) compare_ends(ends.last);
        result_.last = at_.number;
        result_.not_yet_sealed = connection_.query_one("SELECT COUNT(*) FROM audit WHERE number IS NULL")->integer(0);
        return result_;
    }

  private:
    void broken(std::int64_t number, Fault fault) {
        result_.broken_at = number;
        result_.fault = fault;
    }

    bool begin_after(const Ends& ends) {
        if (!checkpoint_holds(ends, chain_, notary_)) {
            broken(ends.removed.number + 1, Fault::checkpoint_invalid);
            return false;
        }
        at_ = ends.removed;
        compare_anchor();
        return !result_.fault;
    }

    void page(std::int64_t last) {
        static const std::string sql = std::string{"SELECT "} + row_columns +
                                       " FROM audit WHERE number > ? AND number <= ? ORDER BY number LIMIT ?";
        const auto rows = connection_.query(sql.c_str(), {at_.number, last, rows_at_once});
        if (rows.empty()) return gap(Fault::tail_missing);
        for (const auto& row : rows) {
            if (row.integer(12) != at_.number + 1) return gap(Fault::missing);
            take(row);
            if (result_.fault) return;
        }
    }

    /// Retention may have removed it since we began to look.
    void gap(Fault fault) {
        const Ends now = ends_of(connection_);
        if (now.removed.number <= at_.number) return broken(at_.number + 1, fault);
        begin_after(now);
    }

    void take(const database::Row& row) {
        signing::Sha256 sha;
        sha.update(at_.hash);
        const std::string content = canonical(row, at_.number + 1);
        sha.update(core::bytes_of(content));
        Place next{at_.number + 1, sha.finish()};
        if (next.hash != row.bytes(13)) return broken(next.number, Fault::changed);
        at_ = std::move(next);
        ++result_.checked;
        compare_anchor();
    }

    void compare_anchor() {
        const auto anchor = anchors_.find(at_.number);
        if (anchor != anchors_.end() && anchor->second != at_.hash) broken(at_.number, Fault::anchor_differs);
    }

    void compare_ends(const Place& last) {
        const bool once_longer = !anchors_.empty() && anchors_.rbegin()->first > at_.number;
        if (once_longer) return broken(at_.number + 1, Fault::tail_missing);
        if (last.hash != at_.hash) broken(last.number, Fault::changed);
    }

    Connection& connection_;
    const std::string& chain_;
    const Notary& notary_;
    std::map<std::int64_t, Bytes> anchors_ = {};
    Place at_ = {};
    Verification result_ = {};
};
}  // namespace

core::PublicText public_text(Fault fault) {
    switch (fault) {
        case Fault::changed:
            return "changed";
        case Fault::missing:
            return "missing";
        case Fault::tail_missing:
            return "tail_missing";
        case Fault::anchor_differs:
            return "anchor_differs";
        case Fault::checkpoint_invalid:
            return "checkpoint_invalid";
    }
    return "changed";
}

Verification verify(Connection& connection, const std::string& chain, const Notary& notary,
                    const std::vector<Statement>& anchors) {
    return Walk{connection, chain, notary, anchors}.go();
}
}  // namespace vorab::hospital_server::audit
