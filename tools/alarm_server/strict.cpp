#include "tools/alarm_server/strict.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "espax/document.hpp"
#include "espax/text.hpp"

namespace vorab::alarm_server {
namespace {

using espax::XmlElement;

core::Failure wrong(core::PublicText why) { return {core::Problem::schema_violation, std::move(why)}; }

/// Words of an enumeration, or the characters of a number, or anything (both empty).
struct FieldForm {
    std::string_view name;
    std::size_t shortest, longest;  ///< in characters
    std::string_view characters;
    std::string_view words;  ///< "|A|B|"
};

constexpr std::string_view phone_characters = "0123456789+-/()*#";
constexpr std::string_view digits = "0123456789";

constexpr std::array<FieldForm, 25> forms{{
    {"LI-CLIENT", 1, 30, {}, {}},
    {"LI-CLIENTSW", 1, 30, {}, {}},
    {"LI-USER", 4, 12, {}, {}},
    {"LI-PASSWORD", 4, 12, {}, {}},
    {"LO-REASON", 1, 32, {}, "|Normal|Service|Reboot|New data|System error|Requested|Unspecified|"},
    {"CP-PR-REF", 1, 32, {}, {}},
    {"CP-GROUPID", 1, 12, {}, {}},
    {"CP-PHONENO", 1, 24, phone_characters, {}},
    {"CP-CALLINGNO", 1, 16, "0123456789*#", {}},
    {"CP-CALLINGNAME", 1, 24, {}, {}},
    {"CP-TEXTMSG", 1, 160, {}, {}},
    {"CP-SIGNAL", 1, 16, {}, "|Standard|Urgent|Emergency|Special|"},
    {"CP-WARD", 1, 12, {}, {}},
    {"CP-BED", 1, 12, {}, {}},
    {"CP-EVENT", 1, 16'348, {}, {}},
    {"CP-CALLBACK", 1, 16, {}, "|No|NC-IF|NC-IF-DTMF|NC-IF-DTHRU|NC-IF-PREP|Phone|Phone-VC|"},
    {"CP-DELAY", 1, 5, digits, {}},
    {"CP-ATTEMPTS", 1, 5, digits, {}},
    {"CP-PRIO", 1, 16, {}, "|Emergency|High|Medium|Standard|Low|"},
    {"CP-NCIFNO", 1, 24, {}, {}},
    {"CP-CBCKNO", 1, 24, phone_characters, {}},
    {"CP-PR-DETAILS", 1, 16, {}, "|No|Process|Results|All|"},
    {"SP-PR-TAN", 1, 20, digits, {}},
    {"CP-PR-MASK", 1, 80, {}, {}},
    {"PROPRIETARY", 0, 0, {}, {}},
}};

struct Mandatory {
    std::string_view message, element;
};

constexpr std::array<Mandatory, 6> mandatory{{
    {"REQ.LOGIN", "LI-CLIENT"},
    {"REQ.LOGIN", "LI-USER"},
    {"REQ.LOGIN", "LI-PASSWORD"},
    {"REQ.LOGOUT", "LO-REASON"},
    {"REQ.P-STOP", "CP-PR-MASK"},
    {"REQ.P-GETSTAT", "CP-PR-MASK"},
}};

bool matches(const FieldForm& form, const std::string& text) {
    const auto length = espax::character_count(text);
    if (length < form.shortest || length > form.longest) return false;
    if (!form.words.empty()) return form.words.find('|' + text + '|') != std::string_view::npos;
    return form.characters.empty() || text.find_first_not_of(form.characters) == std::string::npos;
}

core::Result<void> check_message(const XmlElement& message) {
    if (message.name_space != espax::espax_namespace) return wrong("a message outside the namespace of ESPA-X");
    for (const auto& field : message.children) {
        const auto* form =
            std::find_if(forms.begin(), forms.end(), [&](const auto& f) { return f.name == field.name; });
        if (form == forms.end()) return wrong("an element that requests do not have");
        if (!matches(*form, field.text)) return wrong("an element with a value that its type forbids");
    }
    for (const auto& rule : mandatory)
        if (rule.message == message.name && message.child(rule.element) == nullptr)
            return wrong("a mandatory element is missing");
    return {};
}

}  // namespace

core::Result<void> check_strictly(const XmlElement& root) {
    const auto* version = root.attribute("version");
    if (version == nullptr || *version != "1.00") return wrong("the version is not 1.00");
    if (root.children.size() != 1) return wrong("a document has exactly one message");
    return check_message(root.children.front());
}

}  // namespace vorab::alarm_server
