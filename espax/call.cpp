#include "espax/call.hpp"

#include "espax/text.hpp"

namespace vorab::espax {
namespace {

using core::Failure;
using core::Problem;

constexpr std::size_t longest_reference = 32;

std::string word_of(Priority priority) {
    switch (priority) {
        case Priority::low:
            return "Low";
        case Priority::standard:
            return "Standard";
        case Priority::medium:
            return "Medium";
        case Priority::high:
            return "High";
        case Priority::emergency:
            return "Emergency";
    }
    return "Standard";
}

std::string word_of(Tone tone) {
    switch (tone) {
        case Tone::standard:
            return "Standard";
        case Tone::urgent:
            return "Urgent";
        case Tone::emergency:
            return "Emergency";
        case Tone::special:
            return "Special";
    }
    return "Standard";
}

bool fits(std::string_view text, std::size_t longest, std::string_view characters) {
    if (text.empty() || character_count(text) > longest || plain_text(text) != text) return false;
    return characters.empty() || text.find_first_not_of(characters) == std::string_view::npos;
}

std::string& destination_field(StartRequest& request, AddressMode mode) {
    switch (mode) {
        case AddressMode::group:
            return request.group;
        case AddressMode::phone:
            return request.phone;
        case AddressMode::calling_name:
            return request.calling_name;
    }
    return request.group;
}

}  // namespace

core::Result<StartRequest> start_request(const Call& call, const Profile& profile) {
    if (!fits(call.reference, longest_reference, {}))
        return Failure{Problem::schema_violation, "a call's reference has 1 to 32 characters"};
    if (!fits(call.destination, profile.longest_destination, profile.destination_characters))
        return Failure{Problem::schema_violation, "the destination does not fit the alarm server's profile"};
    StartRequest request;
    request.reference = call.reference;
    destination_field(request, profile.address_mode) = call.destination;
    request.text = plain_text(call.text, profile.longest_text);
    request.signal = word_of(call.tone);
    request.callback = "No";
    request.delay = call.delay;
    request.attempts = call.attempts;
    request.priority = word_of(call.priority);
    request.details = "All";  // without it a server may not tell who took the alarm
    return request;
}

}  // namespace vorab::espax
