#pragma once
// Several transmissions of one case make one record: a later one carries only what is new, what it leaves out is
// unchanged. Folding them in the order of their sequence gives the same result whatever order they arrived in. Member
// by member of each group (patient, arrival, ...) the later sequence wins; lists of events (measurements, medication
// given, attachments, ...) are united, each event once.
#include <boost/json/object.hpp>

namespace vorab::hospital_server::record {

/// `base` is what earlier sequences gave, `next` a record of a higher sequence. Pure.
boost::json::object fold(boost::json::object base, const boost::json::object& next);

}  // namespace vorab::hospital_server::record
