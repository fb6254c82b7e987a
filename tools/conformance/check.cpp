#include "tools/conformance/check.hpp"

#include "common/core/json.hpp"
#include "hospital_server/record/schema.hpp"
#include "tools/conformance/texts.hpp"

namespace vorab::conformance {
namespace json = boost::json;
using hospital_server::record::Schema;

namespace {
const Schema& problem_schema() {
    static const Schema schema = Schema::compile({problem_schema_text()}, "urn:vorab:schema:problem:1");
    return schema;
}

void run_into(Finding& finding, const Check& check, Bench& bench) try {
    check.run(bench);
} catch (const NotHere& missing) {
    finding.verdict = Verdict::skipped;
    finding.words = missing.what();
} catch (const std::exception& broken) {
    finding.verdict = Verdict::failed;
    finding.words = broken.what();
}
}  // namespace

Finding find(const Check& check, Bench& bench) {
    Finding finding{check.rule};
    const auto began = std::chrono::steady_clock::now();
    run_into(finding, check, bench);
    finding.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    return finding;
}

void expect(bool holds, const std::string& found) {
    if (!holds) throw Broken(found);
}

std::string described(const http::ClientResponse& answer) {
    std::string words = std::to_string(answer.status);
    const auto body = core::parse_json_object(answer.body);
    if (!body) return words;
    for (const char* name : {"type", "detail", "status"}) {
        const auto text = core::text_member(*body, name);
        if (!text.empty()) words.append(" ").append(text);
    }
    return words;
}

void expect_status(const http::ClientResponse& answer, int status) {
    expect(answer.status == status, described(answer) + " instead of " + std::to_string(status));
}

json::object json_of(const http::ClientResponse& answer) {
    auto body = core::parse_json_object(answer.body);
    if (!body) throw Broken("the body is not a JSON object: " + body.error().detail.str());
    return std::move(*body);
}

void expect_problem(const http::ClientResponse& answer, int status, std::string_view name) {
    expect_status(answer, status);
    const auto type = answer.headers.find("Content-Type").value_or("");
    expect(type.starts_with("application/problem+json"), "content type \"" + std::string{type} + "\"");
    auto problem = json_of(answer);
    problem.erase("error");  // RFC 6749's own member, on the token end point
    const auto fits = problem_schema().check(problem);
    expect(fits.has_value(), "not a problem as problem.schema.json has it: " + (fits ? "" : fits.error().detail.str()));
    expect(core::text_member(problem, "type") == "urn:vorab:problem:" + std::string{name},
           described(answer) + " instead of urn:vorab:problem:" + std::string{name});
    expect(problem.at("status") == status, "the problem's status is not the answer's");
}
}  // namespace vorab::conformance
