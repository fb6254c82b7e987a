#pragma once
// Several transmissions of one case make one record: a later one carries only what is new, what it leaves out is
// unchanged. Folding them in the order of their sequence gives the same result whatever order they arrived in. Member
// by member of each group (patient, arrival, ...) the later sequence wins; lists of events (measurements, medication
// given, attachments, ...) are united, each event once.
#include <string_view>

#include <boost/json/object.hpp>

namespace vorab::hospital_server::record {

/// `base` is what earlier sequences gave, `next` a record of a higher sequence. Pure.
boost::json::object fold(boost::json::object base, const boost::json::object& next);

/// Whether the member of this name is a list of events: once true, always true.
bool is_event_list(std::string_view name);

/// Two entries are the same event when they carry the same id, or are equal.
bool same_event(const boost::json::value& left, const boost::json::value& right);

}  // namespace vorab::hospital_server::record
