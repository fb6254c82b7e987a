#include "hospital_server/adt/config.hpp"

#include "common/core/ids.hpp"
#include "hl7/profiles.hpp"

namespace vorab::hospital_server::adt {
using configuration::Section;

namespace {
hl7::AdtReading reading_of(Section& section) {
    const auto profile = hl7::adt_profile(section.text_or("profile", "generic"));
    if (!profile) {
        std::string names;
        for (const auto name : hl7::adt_profiles()) names.append(names.empty() ? "" : ", ").append(name);
        section.refuse("profile", "one of " + names);
    }
    hl7::AdtReading reading = profile.value_or(hl7::AdtReading{});
    const std::string charset = section.text_or("charset", "");
    if (!charset.empty()) {
        reading.charset = hl7::charset_by_name(charset);
        if (!reading.charset) section.refuse("charset", "one of 8859/1, 8859/15, WINDOWS-1252, UNICODE UTF-8");
    }
    reading.patient_authority = section.text_or("patient_authority", "");
    reading.patient_types = section.texts_or("patient_types", reading.patient_types);
    return reading;
}

hl7::TlsFiles tls_of(Section section) {
    hl7::TlsFiles tls;
    tls.certificate_chain = section.path("certificate");
    tls.private_key = section.path("private_key");
    const auto ca = section.optional_path("client_ca");
    if (ca) tls.ca = *ca;
    const auto revoked = section.optional_path("client_revoked");
    if (revoked) tls.client_revoked = *revoked;
    if (revoked && !ca) section.refuse("client_revoked", "the lists of client_ca, which is missing");
    tls.allow_tls_1_2 = section.flag_or("tls_1_2", false);
    return tls;
}

ListenerConfig listener_of(Section& section) {
    ListenerConfig listener;
    listener.name = section.text("name");
    const auto name = core::ClientId::parse(listener.name);  // it becomes a label of metrics
    if (!name) section.refuse("name", "1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'");
    listener.address = section.text_or("address", "0.0.0.0");
    listener.port = section.port("port");
    listener.reading = reading_of(section);
    listener.peers = section.texts_or("peers", {});
    listener.receiving_application = section.text_or("receiving_application", "");
    listener.receiving_facility = section.text_or("receiving_facility", "");
    listener.processing_ids = section.texts_or("processing_ids", {"P"});
    const std::string others = section.text_or("other_messages", "accept");
    if (others != "accept" && others != "reject") section.refuse("other_messages", "accept or reject");
    listener.reject_others = others == "reject";
    listener.connections = static_cast<std::size_t>(section.integer_or("connections", 1, 1024, 16));
    listener.message_bytes = static_cast<std::size_t>(section.integer_or("message_kib", 64, 32'768, 1024)) * 1024;
    if (section.has("tls")) listener.tls = tls_of(section.section("tls"));
    return listener;
}
}  // namespace

std::vector<ListenerConfig> read_listeners(Section& root) {
    std::vector<ListenerConfig> listeners;
    for (auto& section : root.sections("hl7_listener")) listeners.push_back(listener_of(section));
    return listeners;
}
}  // namespace vorab::hospital_server::adt
