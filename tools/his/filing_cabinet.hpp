#pragma once
// What an information system does with the documents that it is sent: files them under their numbers, puts a later one
// in the place of the former, takes out what is withdrawn. One PDF each in a folder, to be looked at.
#include <filesystem>

#include "hl7/message.hpp"

namespace vorab::his {

class FilingCabinet {
  public:
    /// The folder is made, if need be.
    explicit FilingCabinet(std::filesystem::path folder);

    /// MDM or ORU. A message that brings no document and withdraws none changes nothing. False: it brings one that
    /// cannot be filed, because it has no number fit for a file name or is no base64.
    bool file(const hl7::Message& message) const;

  private:
    std::filesystem::path folder_;
};

}  // namespace vorab::his
