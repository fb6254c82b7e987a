#include "hospital_server/pdf/reading.hpp"

#include "hospital_server/pdf/said.hpp"
#include "hospital_server/pdf/words.hpp"

namespace vorab::hospital_server::pdf {
namespace json = boost::json;
namespace {
const json::value nothing;
const json::object no_members;
const json::array no_items;

/// Not for people: what the transport needs, and keys.
const std::set<std::string, std::less<>> unspoken{"schema_version", "slip", "answer_key", "attachments"};

std::string name_of(std::string_view group, std::string_view member) {
    return std::string{group}.append("/").append(member);
}
}  // namespace

bool Reading::is_shown(std::string_view group, std::string_view member) const {
    return shown_.contains(name_of(group, member));
}

const json::value& Reading::look(std::string_view group, std::string_view member) const {
    const auto* found = record_.if_contains(group);
    if (found == nullptr || !found->is_object()) return nothing;
    const auto* value = found->get_object().if_contains(member);
    return value != nullptr ? *value : nothing;
}

const json::value& Reading::take(std::string_view group, std::string_view member) {
    shown_.insert(name_of(group, member));
    return look(group, member);
}

const json::object& Reading::take_object(std::string_view group, std::string_view member) {
    const auto& value = take(group, member);
    return value.is_object() ? value.get_object() : no_members;
}

const json::array& Reading::take_array(std::string_view group, std::string_view member) {
    const auto& value = take(group, member);
    return value.is_array() ? value.get_array() : no_items;
}

std::string Reading::take_text(std::string_view group, std::string_view member) {
    const auto& value = take(group, member);
    return value.is_string() ? std::string{value.get_string()} : std::string{};
}

const json::array& Reading::take_list(std::string_view group) {
    shown_.insert(std::string{group});
    const auto* found = record_.if_contains(group);
    return found != nullptr && found->is_array() ? found->get_array() : no_items;
}

std::string Reading::take_line(std::string_view group) {
    shown_.insert(std::string{group});
    const auto* found = record_.if_contains(group);
    return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}

Fact Reading::fact(std::string_view group, std::string_view member, std::string_view name) {
    return {name.empty() ? label(member) : std::string{name}, said(take(group, member))};
}

void Reading::add(Facts& to, std::string_view group, std::initializer_list<const char*> members) {
    for (const char* member : members) to.push_back(fact(group, member));
}

std::vector<Reading::Rest> Reading::rest() const {
    std::vector<Rest> all;
    for (const auto& group : record_) {
        const std::string_view name = group.key();
        if (unspoken.contains(name) || shown_.contains(name) || is_empty(group.value())) continue;
        Rest one{label(name), {}};
        if (!group.value().is_object()) {
            one.facts.push_back({one.title, said(group.value())});
        } else {
            for (const auto& member : group.value().get_object()) {
                if (!is_shown(name, member.key()) && !is_empty(member.value()))
                    one.facts.push_back({label(member.key()), said(member.value())});
            }
        }
        if (!one.facts.empty()) all.push_back(std::move(one));
    }
    return all;
}

}  // namespace vorab::hospital_server::pdf
