#include "tools/conformance/report.hpp"

#include <algorithm>
#include <ostream>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace vorab::conformance {
namespace json = boost::json;

namespace {
const char* name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::passed:
            return "passed";
        case Verdict::failed:
            return "failed";
        case Verdict::skipped:
            return "skipped";
    }
    return "failed";
}

const char* column_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::passed:
            return "  ok       ";
        case Verdict::failed:
            return "  FAILED   ";
        case Verdict::skipped:
            return "  skipped  ";
    }
    return "";
}

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char sign : text) {
        if (sign == '&') {
            safe += "&amp;";
        } else if (sign == '<') {
            safe += "&lt;";
        } else if (sign == '>') {
            safe += "&gt;";
        } else if (sign == '"') {
            safe += "&quot;";
        } else {
            safe += sign;
        }
    }
    return safe;
}

constexpr std::string_view style =
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 "
    "1rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem "
    "0;border-bottom:1px solid #8886}code{font:14px ui-monospace,monospace;overflow-wrap:anywhere}.failed{font-weight:"
    "700;color:light-dark(#a40e0e,#ff9b9b)}.passed{color:light-dark(#14641e,#8fdc98)}@media print{body{margin:0}}";

std::string row(const Finding& finding) {
    std::string cells = "<tr><td class=\"" + std::string{name_of(finding.verdict)} + "\">" + name_of(finding.verdict) +
                        "</td><td>" + escaped(finding.rule.title) + "<br><code>" + escaped(finding.rule.id) + "</code>";
    if (!finding.words.empty()) cells += "<br>" + escaped(finding.words);
    if (finding.verdict == Verdict::failed) cells += "<br><b>To mend:</b> " + escaped(finding.rule.mend);
    return cells + "</td><td>" + escaped(finding.rule.section) + "</td></tr>\n";
}
}  // namespace

int count(const Report& report, Verdict verdict) {
    return static_cast<int>(std::ranges::count(report.findings, verdict, &Finding::verdict));
}

bool passed(const Report& report) { return count(report, Verdict::failed) == 0 && count(report, Verdict::passed) > 0; }

void print(std::ostream& out, const Finding& finding) {
    out << column_of(finding.verdict) << finding.rule.title << "  [" << finding.rule.id << "]\n";
    if (finding.verdict == Verdict::skipped) out << "             " << finding.words << "\n";
    if (finding.verdict == Verdict::failed) {
        out << "             found     " << finding.words << "\n             contract  " << finding.rule.section
            << "\n             to mend   " << finding.rule.mend << "\n";
    }
    out.flush();
}

void print_summary(std::ostream& out, const Report& report) {
    out << "\n"
        << count(report, Verdict::passed) << " passed, " << count(report, Verdict::failed) << " failed, "
        << count(report, Verdict::skipped) << " skipped\n";
}

std::string to_json(const Report& report) {
    json::array findings;
    for (const auto& finding : report.findings) {
        json::object entry{{"id", finding.rule.id},
                           {"title", finding.rule.title},
                           {"section", finding.rule.section},
                           {"verdict", name_of(finding.verdict)},
                           {"milliseconds", finding.took.count()}};
        if (!finding.words.empty()) entry["found"] = finding.words;
        if (finding.verdict == Verdict::failed) entry["mend"] = finding.rule.mend;
        findings.push_back(std::move(entry));
    }
    const json::object whole{{"side", report.side},
                             {"target", report.target},
                             {"began", core::to_rfc3339(report.began)},
                             {"passed", count(report, Verdict::passed)},
                             {"failed", count(report, Verdict::failed)},
                             {"skipped", count(report, Verdict::skipped)},
                             {"conforms", passed(report)},
                             {"checks", std::move(findings)}};
    return json::serialize(whole) + "\n";
}

std::string to_html(const Report& report) {
    std::string page =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>Vorab conformance: " +
        escaped(report.side) + "</title><style>" + std::string{style} +
        "</style></head><body><h1>Vorab conformance: " + escaped(report.side) + "</h1>\n<p><code>" +
        escaped(report.target) + "</code><br>" + core::to_rfc3339(report.began) + "</p>\n<p class=\"" +
        (passed(report) ? "passed" : "failed") + "\">" + std::to_string(count(report, Verdict::passed)) + " passed, " +
        std::to_string(count(report, Verdict::failed)) + " failed, " + std::to_string(count(report, Verdict::skipped)) +
        " skipped</p>\n<table><thead><tr><th>verdict</th><th>check</th><th>contract</th></tr></thead><tbody>\n";
    for (const auto verdict : {Verdict::failed, Verdict::skipped, Verdict::passed}) {
        for (const auto& finding : report.findings) {
            if (finding.verdict == verdict) page += row(finding);
        }
    }
    return page + "</tbody></table></body></html>\n";
}
}  // namespace vorab::conformance
