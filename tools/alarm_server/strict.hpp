#pragma once
// What the schema of ESPA-X 1.00 forbids and real servers take: missing namespace, empty, unknown, missing or too long
// elements in what a client sends.
#include "common/core/result.hpp"
#include "espax/xml.hpp"

namespace vorab::alarm_server {

/// For a document that espax::read_document() has taken.
core::Result<void> check_strictly(const espax::XmlElement& root);

}  // namespace vorab::alarm_server
