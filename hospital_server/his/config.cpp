#include "hospital_server/his/config.hpp"

#include <array>
#include <utility>

namespace vorab::hospital_server::his {
namespace {
using configuration::Section;

template <class Value, std::size_t count>
using Words = std::array<std::pair<const char*, Value>, count>;

template <class Value, std::size_t count>
Value chosen(Section& section, const char* key, const Words<Value, count>& words) {
    const std::string word = section.text_or(key, words.front().first);
    std::string all;
    for (const auto& [name, value] : words) {
        if (word == name) return value;
        all.append(all.empty() ? "one of " : ", ").append(name);
    }
    section.refuse(key, all);
    return words.front().second;
}

constexpr Words<When, 2> whens{{{"link", When::link}, {"arrival", When::arrival}}};
constexpr Words<Message, 3> messages{
    {{"MDM^T02", Message::mdm_content}, {"MDM^T01", Message::mdm_file}, {"ORU^R01", Message::oru}}};
constexpr Words<Later, 4> laters{
    {{"replace", Later::replacement}, {"edit", Later::edit}, {"new", Later::original}, {"nothing", Later::none}}};
constexpr Words<hl7::PdfDialect, 2> dialects{
    {{"german", hl7::PdfDialect::german}, {"international", hl7::PdfDialect::international}}};
constexpr Words<bool, 2> unlinks{{{"cancel", true}, {"nothing", false}}};
constexpr Words<bool, 2> acknowledgements{{{"commit", true}, {"application", false}}};

hl7::Target format_of(Section& section) {
    hl7::Target format;
    format.sending_application = section.text_or("sending_application", "VORAB");
    format.sending_facility = section.text_or("sending_facility", "");
    format.receiving_application = section.text_or("receiving_application", "KIS");
    format.receiving_facility = section.text_or("receiving_facility", "");
    format.processing_id = section.text_or("processing_id", "P");
    const auto charset = hl7::charset_by_name(section.text_or("charset", "8859/1"));
    if (!charset) section.refuse("charset", "one of 8859/1, 8859/15, WINDOWS-1252, UNICODE UTF-8");
    format.charset = charset.value_or(hl7::Charset::iso_8859_1);
    format.pdf_dialect = chosen(section, "pdf_dialect", dialects);
    format.commit_acknowledgement = chosen(section, "acknowledgement", acknowledgements);
    const auto code = section.text_or("document_code", format.document_type.code);
    const auto text = section.text_or("document_text", format.document_type.text);
    format.document_type = {code, text, section.text_or("document_system", format.document_type.system)};
    return format;
}

/// A certificate of ours only where the receiver wants to see one.
hl7::TlsFiles tls_of(Section section) {
    hl7::TlsFiles tls;
    tls.ca = section.path("ca");
    const auto certificate = section.optional_path("certificate");
    const auto key = section.optional_path("private_key");
    if (certificate.has_value() != key.has_value()) section.refuse("certificate", "with private_key, or neither");
    tls.certificate_chain = certificate.value_or("");
    tls.private_key = key.value_or("");
    tls.allow_tls_1_2 = section.flag_or("tls_1_2", false);
    return tls;
}

TargetConfig target_of(Section& section) {
    TargetConfig target;
    target.target = section.text("target");
    target.host = section.text("host");
    target.port = section.port("port");
    if (section.has("tls")) target.tls = tls_of(section.section("tls"));
    for (const auto& text : section.texts_or("mailboxes", {})) {
        const auto id = core::MailboxId::parse(text);
        if (!id) section.refuse("mailboxes", id.error().detail.str());
        if (id) target.mailboxes.push_back(*id);
    }
    target.format = format_of(section);
    target.when = chosen(section, "when", whens);
    target.message = chosen(section, "message", messages);
    target.later = chosen(section, "later_versions", laters);
    target.cancels = chosen(section, "unlink", unlinks);
    target.attachments = section.flag_or("attachments", true);
    target.with_pdf = section.flag_or("with_pdf", true);
    if (target.message == Message::mdm_file) target.folder = section.path("folder");
    target.error_attempts = static_cast<int>(section.integer_or("error_attempts", 1, 100, 5));
    return target;
}
}  // namespace

std::vector<TargetConfig> read_targets(Section& root) {
    std::vector<TargetConfig> targets;
    for (auto& section : root.sections("hl7")) targets.push_back(target_of(section));
    return targets;
}

}  // namespace vorab::hospital_server::his
