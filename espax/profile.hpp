#pragma once
// What differs between alarm servers, as data. `daks` follows the limits of the DAKS vendor's own client, `mobicall`
// what is known of NewVoice MobiCall, `generic` the public reading of ESPA-X 1.00. All times may be changed by
// configuration.
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "common/core/result.hpp"

namespace vorab::espax {

/// Which element selects who is called.
enum class AddressMode {
    group,         ///< CP-GROUPID
    phone,         ///< CP-PHONENO
    calling_name,  ///< CP-CALLINGNAME: the name of an alarm prepared on the server
};

enum class HeaderNumber { invoke_id, zero };  ///< what stands in the last four bytes of a frame's header

/// What a refused call is good for.
enum class CodeAction {
    ok,        ///< it runs
    retry,     ///< the same server again, later
    failover,  ///< the other server, else this one later
    drop,      ///< never as it is: somebody must look
    fatal,     ///< the configuration is wrong (credentials, licence): nothing will work until somebody changes it
};

struct CodeRule {
    int code;
    CodeAction action;
};

struct Profile {
    core::PublicText name;
    AddressMode address_mode = AddressMode::group;
    HeaderNumber header_number = HeaderNumber::invoke_id;
    bool timestamp = true;                    ///< UTC without zone on the root element
    std::size_t longest_destination = 12;     ///< characters
    std::string destination_characters = {};  ///< empty: any
    std::size_t longest_text = 160;           ///< CP-TEXTMSG; longer texts are cut
    std::chrono::milliseconds connect_within{3'000};
    std::chrono::milliseconds login_within{5'000};
    std::chrono::milliseconds answer_within{5'000};
    std::chrono::milliseconds heartbeat_every{20'000};
    std::chrono::milliseconds heartbeat_within{3'000};
    std::chrono::milliseconds condition_every{300'000};
    std::chrono::milliseconds reconnect_least{1'000};
    std::chrono::milliseconds reconnect_most{5'000};
    std::chrono::milliseconds refused_login_wait{60'000};
    std::chrono::milliseconds return_within{10'000};  ///< then a lost server's calls go to the other one
    /// Only these words mean that a human took the alarm; "Reached", "Positive" or a conversation do not.
    std::vector<std::string> accepted_words = {"Accepted", "Positive confirmed"};
    std::vector<CodeRule> code_rules;

    /// What to do after a response code of REQ.P-START or REQ.LOGIN. A code nobody knows is `drop`, never silence.
    CodeAction action_for(int code) const;
    bool means_accepted(std::string_view result_word) const;
};

/// "daks", "mobicall" or "generic".
core::Result<Profile> profile_named(std::string_view name);

/// How long to wait before connecting again: doubles with each failure in a row up to the profile's most; `jitter`
/// (0 to 1) takes away up to half, so that many clients do not come back in step.
std::chrono::milliseconds reconnect_wait(const Profile& profile, unsigned failures, double jitter);

}  // namespace vorab::espax
