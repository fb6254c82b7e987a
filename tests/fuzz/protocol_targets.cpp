#include "espax/document.hpp"
#include "espax/frame.hpp"
#include "hl7/adt.hpp"
#include "hl7/message.hpp"
#include "hl7/mllp.hpp"
#include "tests/fuzz/targets.hpp"

namespace vorab::fuzz {
namespace {
std::vector<std::string> messages_in(const std::vector<hl7::MllpEvent>& events) {
    std::vector<std::string> messages;
    for (const auto& event : events) {
        if (const auto* message = std::get_if<hl7::FramedMessage>(&event)) messages.push_back(message->bytes);
    }
    return messages;
}

/// However the bytes are cut, the messages are the same; and none holds the beginning of another. (An end block that is
/// not the end is data: some senders let one pass.)
void mllp(std::string_view bytes) {
    hl7::Deframer whole, pieces;
    const auto at_once = messages_in(whole.push(bytes));
    std::vector<std::string> one_by_one;
    in_pieces(bytes, [&](std::string_view piece) {
        for (auto& message : messages_in(pieces.push(piece))) one_by_one.push_back(std::move(message));
    });
    must(at_once == one_by_one, "other messages when the bytes come in pieces");
    for (const auto& message : at_once) must(message.find('\v') == std::string::npos, "two frames in one message");
    whole.pause();
    whole.end();
}

void hl7_message(std::string_view bytes) {
    const auto message = hl7::Message::parse(std::string{bytes});
    if (!message) return;
    must(message->serialise() == bytes, "not kept as it came");
    for (std::size_t at = 0; at < message->size(); ++at) {
        const auto segment = message->segment(at);
        for (std::size_t field = 0; field <= segment.count(); ++field) {
            must(segment[field][0][1][1].raw().size() <= bytes.size(), "a field longer than its message");
        }
    }
    [[maybe_unused]] const auto name = message->get("PID", 5, 0, 1);
    const auto read = hl7::read_adt(*message, {}, core::Timestamp{});
    if (const auto* adt = std::get_if<hl7::Adt>(&read)) {
        must(!adt->patient.number.empty(), "a patient without a number");
        must(hl7::is_utf8(adt->person.family_name.value_or("")), "a name that is no text");
    }
}

void espax_frame(std::string_view bytes) {
    espax::Deframer deframer;
    in_pieces(bytes, [&](std::string_view piece) {
        for (const auto& event : deframer.push(piece)) {
            const auto* frame = std::get_if<espax::Frame>(&event);
            if (frame) must(frame->xml.size() + espax::header_size <= espax::largest_frame, "a frame beyond its limit");
        }
    });
}

void espax_document(std::string_view bytes) {
    const auto root = espax::parse_xml(bytes);
    if (root) must(espax::parse_xml(espax::write_xml(*root)).has_value(), "what was written cannot be read");
    const auto document = espax::read_document(bytes);
    if (!document) return;
    const auto again = espax::read_document(espax::write_document(*document));
    must(again.has_value() && again->message.index() == document->message.index(), "written it is another message");
}
}  // namespace

std::vector<Target> protocol_targets() {
    return {
        {"mllp", mllp}, {"hl7_message", hl7_message}, {"espax_frame", espax_frame}, {"espax_document", espax_document}};
}

std::vector<Target> all_targets() {
    auto all = web_targets();
    for (const auto& target : protocol_targets()) all.push_back(target);
    return all;
}
}  // namespace vorab::fuzz
