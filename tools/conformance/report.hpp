#pragma once
// What was checked and what was found: for a person at the screen, for a program, and as a page to hand over.
#include <chrono>
#include <iosfwd>
#include <string>
#include <vector>

#include "common/core/clock.hpp"

namespace vorab::conformance {

enum class Verdict { passed, failed, skipped };

/// One thing that the contract says, and how it is mended where it does not hold.
struct Rule {
    std::string id = {};       ///< "send.again"; stable
    std::string title = {};    ///< a sentence that is true when all is well
    std::string section = {};  ///< where the contract says so: "API: send_transmission", "envelope 2"
    std::string mend = {};
};

struct Finding {
    Rule rule;
    Verdict verdict = Verdict::passed;
    std::string words = {};  ///< what was found, or why it could not be checked
    std::chrono::milliseconds took{0};
};

struct Report {
    std::string side;    ///< "gateway" or "sender"
    std::string target;  ///< its address, or the command that was run
    core::Timestamp began;
    std::vector<Finding> findings = {};
};

int count(const Report& report, Verdict verdict);

/// No check failed, and at least one was made.
bool passed(const Report& report);

void print(std::ostream& out, const Finding& finding);
void print_summary(std::ostream& out, const Report& report);

std::string to_json(const Report& report);
std::string to_html(const Report& report);  ///< one file, nothing beside it, no script

}  // namespace vorab::conformance
