#pragma once
// One ESPA-X document: <ESPA-X version="1.00"> around exactly one message, to XML and back. Reading is tolerant as real
// servers need it (no namespace, empty elements, missing optional and unknown elements), never about XML itself.
#include "common/core/result.hpp"
#include "espax/messages.hpp"
#include "espax/xml.hpp"

namespace vorab::espax {

constexpr std::string_view espax_namespace = "http://ns.espa-x.org/espa-x";

struct Document {
    Message message;
    std::optional<std::uint64_t> invoke;  ///< invokeID: on every REQ and RSP, and there required
    std::string session;                  ///< sessionID: on all but REQ.LOGIN and IND.ERROR
    std::string timestamp;                ///< informational only
};

/// How names are written; receivers take every form.
struct Dialect {
    bool name_space = true;
    std::string prefix;  ///< "e" writes <e:ESPA-X xmlns:e="...">
};

/// malformed: not XML we take (IND.ERROR 601). schema_violation: no message of ESPA-X 1.00 (602).
core::Result<Document> read_document(std::string_view xml);
core::Result<Document> read_document(const XmlElement& root);

std::string write_document(const Document& document, const Dialect& dialect = {});

/// The same for traces: without the password, and with the length of the handset's text instead of the text.
std::string write_masked(const Document& document);

std::string_view name_of(const Message& message);

/// The words that belong to a response code ("OK", "Conflict"); "Unknown" for one that is not in the standard.
std::string_view reason_of(int code);

/// An answer with its standard words.
Answer answer_of(int code, std::string info = {});

}  // namespace vorab::espax
