#pragma once
// A check is a rule and a function that throws when the rule does not hold.
#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "common/http/client.hpp"
#include "tools/conformance/report.hpp"

namespace vorab::conformance {

/// The rule does not hold; the words say what was found instead.
class Broken : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The rule cannot be checked here; the words say what is missing.
class NotHere : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

class Bench;

struct Check {
    Rule rule;
    std::function<void(Bench&)> run;
};

using Checks = std::vector<Check>;

/// Runs one and says how it ended. Whatever else it throws has failed it, too.
Finding find(const Check& check, Bench& bench);

void expect(bool holds, const std::string& found);
void expect_status(const http::ClientResponse& answer, int status);

/// Status, content type, the published schema of problems, and the stable name: "slip-mismatch".
void expect_problem(const http::ClientResponse& answer, int status, std::string_view name);

/// The answer's JSON object, read strictly.
boost::json::object json_of(const http::ClientResponse& answer);

/// "422 urn:vorab:problem:unknown-key": for words about what was found.
std::string described(const http::ClientResponse& answer);

}  // namespace vorab::conformance
