#include "hospital_server/boards/correction.hpp"

#include "common/core/json.hpp"
#include "common/envelope/arrival.hpp"
#include "common/sealing/board_keys.hpp"
#include "hospital_server/boards/licence.hpp"

namespace vorab::hospital_server::boards {

std::optional<Correction> correction_of(database::Connection& connection, const core::CaseId& case_id,
                                        const std::filesystem::path& board_key, Where where) {
    const auto row = connection.query_one(
        "SELECT c.arrival, c.destination, (SELECT t.sequence FROM transmission t WHERE t.case_id = c.id AND "
        "JSON_EXISTS(t.record, '$.slip.board') ORDER BY t.sequence DESC LIMIT 1) FROM patient_case c WHERE c.id = ?",
        {case_id.str()});
    if (!row || row->is_null(0) || row->is_null(2)) return std::nullopt;
    if (where == Where::said && row->is_null(1)) return std::nullopt;
    const auto json = core::parse_json_object(row->text(0));
    auto arrival = json ? envelope::read_arrival(*json) : json.error();
    const auto key = board_key_of(board_key);
    if (!arrival || !key) return std::nullopt;
    if (auto destination = row->optional_text(1)) arrival->destination = std::move(*destination);
    auto sealed = sealing::seal_arrival(*arrival, key->public_key());
    if (!sealed) return std::nullopt;
    return Correction{row->integer(2), std::move(*sealed)};
}
}  // namespace vorab::hospital_server::boards
