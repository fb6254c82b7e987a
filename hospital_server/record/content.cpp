#include "hospital_server/record/content.hpp"

namespace vorab::hospital_server::record {
namespace {
/// After a byte order mark and white space.
bool text_begins_with(std::string_view text, std::string_view one_of) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && one_of.find(text[first]) != std::string_view::npos;
}
}  // namespace

bool is_as_said(std::string_view media_type, core::BytesView beginning) {
    const std::string_view text = core::text_of(beginning);
    if (media_type == "image/jpeg") return text.starts_with("\xff\xd8\xff");
    if (media_type == "image/png") return text.starts_with("\x89PNG\r\n\x1a\n");
    if (media_type == "video/mp4") return text.size() >= 12 && text.substr(4, 4) == "ftyp";  // ISO 14496-12, 4.3
    if (media_type == "application/pdf") return text.substr(0, 1024).find("%PDF-") != std::string_view::npos;
    if (media_type == "application/json" || media_type == "application/fhir+json") return text_begins_with(text, "{[");
    if (media_type == "application/xml") return text_begins_with(text, "<");
    return false;
}
}  // namespace vorab::hospital_server::record
