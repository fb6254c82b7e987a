#pragma once
// The messages of ESPA-X 1.00, both directions, as plain values. An empty string means that the element is absent, as
// peers do not tell the two apart. Result and state words stay open strings: servers use more than the schema lists.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/core/sensitive.hpp"

namespace vorab::espax {

/// RSP-CODE, RSP-REASON, RSP-INFO. The code decides; the words are for people.
struct Answer {
    int code = 0;
    std::string reason;
    std::string info;
};

/// The elements that name a process in indications.
struct Process {
    std::string reference;  ///< CP-PR-REF, chosen by the client
    std::string group;      ///< CP-GROUPID
    std::string phone;      ///< CP-PHONENO
    std::string tan;        ///< SP-PR-TAN, chosen by the server: up to 20 digits
    std::string name;       ///< SP-PR-NAME
    std::string created;    ///< SP-CREATED: zone unknown, never for logic
};

/// What REQ.P-STOP and REQ.P-GETSTAT point at: reference, TAN or both, in one of the states of the mask.
struct Selection {
    std::string reference;
    std::string tan;
    std::string mask = "All";
};

/// S-HEALTH, S-HOTSTBY, S-LOAD.
struct Condition {
    std::string health;
    std::optional<bool> standby;  ///< true: processes must be started on the other server
    std::string load;
};

struct LoginRequest {
    static constexpr std::string_view name = "REQ.LOGIN";
    std::string client, client_software, user;
    core::Sensitive<std::string> password;
};
struct LoginAnswer {
    static constexpr std::string_view name = "RSP.LOGIN";
    std::string server, server_software;
    Answer answer;
};
struct HeartbeatRequest {
    static constexpr std::string_view name = "REQ.HEARTBEAT";
};
struct HeartbeatAnswer {
    static constexpr std::string_view name = "RSP.HEARTBEAT";
    Answer answer;
};
struct LogoutRequest {
    static constexpr std::string_view name = "REQ.LOGOUT";
    std::string reason;
};
struct LogoutAnswer {
    static constexpr std::string_view name = "RSP.LOGOUT";
    Answer answer;
};
struct Shutdown {
    static constexpr std::string_view name = "CMD.SHUTDOWN";
    std::string reason, mode;
};
struct ConditionRequest {
    static constexpr std::string_view name = "REQ.S-CONDITION";
};
struct ConditionAnswer {
    static constexpr std::string_view name = "RSP.S-CONDITION";
    Answer answer;
    Condition condition;
};
struct ParametersRequest {
    static constexpr std::string_view name = "REQ.S-PARAMETERS";
};
struct ParametersAnswer {
    static constexpr std::string_view name = "RSP.S-PARAMETERS";
    Answer answer;
};
struct SystemIndication {
    static constexpr std::string_view name = "IND.S-SYSTEM";
    Condition condition;
};
struct StartRequest {
    static constexpr std::string_view name = "REQ.P-START";
    std::string reference, group, phone, calling_number, calling_name, text, signal, ward, bed, event, callback;
    std::optional<std::uint16_t> delay, attempts;  ///< seconds between two attempts; how many
    std::string priority, interface_number, callback_number, details;
};
struct StartAnswer {
    static constexpr std::string_view name = "RSP.P-START";
    Answer answer;
    std::string reference, tan, load;
};
struct StartedIndication {
    static constexpr std::string_view name = "IND.P-STARTED";
    Process process;
    std::string status;
};
struct StopRequest {
    static constexpr std::string_view name = "REQ.P-STOP";
    Selection selection;
};
struct StopAnswer {
    static constexpr std::string_view name = "RSP.P-STOP";
    Answer answer;
};
struct EndedIndication {
    static constexpr std::string_view name = "IND.P-ENDED";
    Process process;
    std::string info, reason, result;
};
struct StateRequest {
    static constexpr std::string_view name = "REQ.P-GETSTAT";
    Selection selection;
};
struct StateAnswer {
    static constexpr std::string_view name = "RSP.P-GETSTAT";
    Answer answer;
};
struct SyncIndication {
    static constexpr std::string_view name = "IND.P-SYNC";
};
struct StatusIndication {
    static constexpr std::string_view name = "IND.P-STATUS";
    Process process;
    std::string callback_number, status, result;
    std::optional<bool> asked_for;  ///< SP-GETSTAT: part of an answer to REQ.P-GETSTAT
};
struct EventIndication {
    static constexpr std::string_view name = "IND.P-EVENT";
    std::string reference, tan;
    std::optional<bool> asked_for;
    std::string network_number, network_name;  ///< who was called
    std::string subscriber_id, subscriber_number, subscriber_data, key, direction, status, result;
};
struct ErrorIndication {
    static constexpr std::string_view name = "IND.ERROR";
    std::string server;
    Answer answer;
};
struct Proprietary {  ///< a vendor's own message; its content is not read
    static constexpr std::string_view name = "PROPRIETARY";
};

using Message =
    std::variant<LoginRequest, LoginAnswer, HeartbeatRequest, HeartbeatAnswer, LogoutRequest, LogoutAnswer, Shutdown,
                 ConditionRequest, ConditionAnswer, ParametersRequest, ParametersAnswer, SystemIndication, StartRequest,
                 StartAnswer, StartedIndication, StopRequest, StopAnswer, EndedIndication, StateRequest, StateAnswer,
                 SyncIndication, StatusIndication, EventIndication, ErrorIndication, Proprietary>;

}  // namespace vorab::espax
