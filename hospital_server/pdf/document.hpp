#pragma once
// The pre-notification on paper: A4, German, in the order of the structured handover SINNHAFT (Start, Identifikation,
// Notfallereignis, Notfallpriorität, Handlung, Anamnese, Fazit, Teamfragen). Pure: the same document is the same bytes.
// Takes tens of milliseconds, so call render() on a pool.
#include <cstdint>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "common/core/clock.hpp"
#include "common/core/encoding.hpp"
#include "common/core/ids.hpp"

namespace vorab::hospital_server::pdf {

struct Picture {
    std::string caption;  ///< UTF-8
    core::Bytes jpeg;     ///< a file that cannot be shown is named as such on the page
};

struct Document {
    boost::json::object record;  ///< all transmissions of the case folded together
    core::CaseId case_id;
    std::int64_t version = 1;
    core::Timestamp as_of;    ///< when this version came
    core::Timestamp made_at;  ///< stands on every page
    bool cancelled = false;
    std::string mailbox_name;
    std::string organisation;
    std::string callsign;
    std::vector<Picture> pictures;
};

/// PDF 1.4 with all fonts embedded; its metadata hold the case's id and no patient. Throws when it cannot be drawn.
core::Bytes render(const Document& document);

}  // namespace vorab::hospital_server::pdf
