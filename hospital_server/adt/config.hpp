#pragma once
// [[hl7_listener]]: where the hospital information system brings its ADT messages, and how it writes them.
#include <optional>
#include <string>
#include <vector>

#include "common/configuration/reader.hpp"
#include "hl7/adt.hpp"
#include "hl7/tls_connection.hpp"

namespace vorab::hospital_server::adt {

struct ListenerConfig {
    std::string name;  ///< in logs, metrics and the quarantine
    std::string address;
    std::uint16_t port = 0;
    hl7::AdtReading reading;            ///< of its profile, with what the configuration changes
    std::vector<std::string> peers;     ///< addresses that may connect; empty: all
    std::string receiving_application;  ///< MSH-5 and MSH-6 that are meant for us; empty: not looked at
    std::string receiving_facility;
    std::vector<std::string> processing_ids{"P"};  ///< MSH-11; a test system's messages are not for here
    bool reject_others = false;                    ///< AR for other messages than ADT; else taken and left alone
    std::size_t connections = 16;
    std::size_t message_bytes = 1u << 20;
    std::optional<hl7::TlsFiles> tls;
};

std::vector<ListenerConfig> read_listeners(configuration::Section& root);

}  // namespace vorab::hospital_server::adt
