#pragma once
// Which elements each message has, once, for reading and for writing: `io` is a reader or a writer with the same calls.
#include "espax/messages.hpp"

namespace vorab::espax {

template <class Io>
void fields(Io& io, Answer& m) {
    io.code("RSP-CODE", m.code);
    io.text("RSP-REASON", m.reason);
    io.text("RSP-INFO", m.info);
}

template <class Io>
void fields(Io& io, Process& m) {
    io.text("CP-PR-REF", m.reference);
    io.text("CP-GROUPID", m.group);
    io.text("CP-PHONENO", m.phone);
    io.text("SP-PR-TAN", m.tan);
    io.text("SP-PR-NAME", m.name);
    io.text("SP-CREATED", m.created);
}

template <class Io>
void fields(Io& io, Selection& m) {
    io.text("CP-PR-REF", m.reference);
    io.text("SP-PR-TAN", m.tan);
    io.text("CP-PR-MASK", m.mask);
}

template <class Io>
void fields(Io& io, Condition& m) {
    io.text("S-HEALTH", m.health);
    io.boolean("S-HOTSTBY", m.standby);
    io.text("S-LOAD", m.load);
}

template <class Io>
void fields(Io& io, LoginRequest& m) {
    io.text("LI-CLIENT", m.client);
    io.text("LI-CLIENTSW", m.client_software);
    io.text("LI-USER", m.user);
    io.secret("LI-PASSWORD", m.password);
}

template <class Io>
void fields(Io& io, LoginAnswer& m) {
    io.text("LI-SERVER", m.server);
    io.text("LI-SERVERSW", m.server_software);
    fields(io, m.answer);
}

template <class Io>
void fields(Io& io, LogoutRequest& m) {
    io.text("LO-REASON", m.reason);
}

template <class Io>
void fields(Io& io, Shutdown& m) {
    io.text("SD-REASON", m.reason);
    io.text("SD-MODE", m.mode);
}

template <class Io>
void fields(Io& io, ConditionAnswer& m) {
    fields(io, m.answer);
    fields(io, m.condition);
}

template <class Io>
void fields(Io& io, SystemIndication& m) {
    fields(io, m.condition);
}

template <class Io>
void fields(Io& io, StartRequest& m) {
    io.text("CP-PR-REF", m.reference);
    io.text("CP-GROUPID", m.group);
    io.text("CP-PHONENO", m.phone);
    io.text("CP-CALLINGNO", m.calling_number);
    io.text("CP-CALLINGNAME", m.calling_name);
    io.text("CP-TEXTMSG", m.text);
    io.text("CP-SIGNAL", m.signal);
    io.text("CP-WARD", m.ward);
    io.text("CP-BED", m.bed);
    io.text("CP-EVENT", m.event);
    io.text("CP-CALLBACK", m.callback);
    io.number("CP-DELAY", m.delay);
    io.number("CP-ATTEMPTS", m.attempts);
    io.text("CP-PRIO", m.priority);
    io.text("CP-NCIFNO", m.interface_number);
    io.text("CP-CBCKNO", m.callback_number);
    io.text("CP-PR-DETAILS", m.details);
}

template <class Io>
void fields(Io& io, StartAnswer& m) {
    fields(io, m.answer);
    io.text("CP-PR-REF", m.reference);
    io.text("SP-PR-TAN", m.tan);
    io.text("S-LOAD", m.load);
}

template <class Io>
void fields(Io& io, StartedIndication& m) {
    fields(io, m.process);
    io.text("SP-STATUS", m.status);
}

template <class Io>
void fields(Io& io, EndedIndication& m) {
    fields(io, m.process);
    io.text("SP-ENDINFO", m.info);
    io.text("SP-ENDREASON", m.reason);
    io.text("SP-RESULT", m.result);
}

template <class Io>
void fields(Io& io, StatusIndication& m) {
    fields(io, m.process);
    io.text("CP-CBCKNO", m.callback_number);
    io.text("SP-STATUS", m.status);
    io.text("SP-RESULT", m.result);
    io.boolean("SP-GETSTAT", m.asked_for);
}

template <class Io>
void fields(Io& io, EventIndication& m) {
    io.text("CP-PR-REF", m.reference);
    io.text("SP-PR-TAN", m.tan);
    io.boolean("SP-GETSTAT", m.asked_for);
    io.text("SS-NETW-NO", m.network_number);
    io.text("SS-NETW-NAME", m.network_name);
    io.text("SS-SBSCRID", m.subscriber_id);
    io.text("SS-SBSCRNO", m.subscriber_number);
    io.text("SS-SBSCRDATA", m.subscriber_data);
    io.text("SS-KEY", m.key);
    io.text("SS-DIRECTION", m.direction);
    io.text("SS-STATUS", m.status);
    io.text("SS-RESULT", m.result);
}

template <class Io>
void fields(Io& io, ErrorIndication& m) {
    io.text("LI-SERVER", m.server);
    fields(io, m.answer);
}

/// The other messages are an answer, a selection, or nothing.
template <class Io, class M>
void fields(Io& io, M& m) {
    if constexpr (requires { m.answer; }) fields(io, m.answer);
    if constexpr (requires { m.selection; }) fields(io, m.selection);
}

}  // namespace vorab::espax
