#include "espax/call_book.hpp"

namespace vorab::espax {
namespace {

constexpr std::chrono::hours longest_call{24};

std::vector<Report> unknown_call() { return {Oddity{"an indication for a call that is not ours"}}; }

}  // namespace

void CallBook::begin(const std::string& reference, core::Timestamp now) {
    std::erase_if(references_, [&](const auto& tan) {
        const auto call = calls_.find(tan.second);
        return call == calls_.end() || now - call->second.begun > longest_call;
    });
    std::erase_if(calls_, [&](const auto& call) { return now - call.second.begun > longest_call; });
    const auto [call, fresh] = calls_.try_emplace(reference);
    if (fresh) call->second.begun = now;
}

void CallBook::answered(const std::string& reference, const std::string& tan) {
    const auto call = calls_.find(reference);
    if (call == calls_.end()) return;
    call->second.runs = true;
    if (tan.empty()) return;
    call->second.tan = tan;
    references_[tan] = reference;
}

void CallBook::refused(const std::string& reference) {
    if (!runs(reference)) forget(reference);
}

void CallBook::forget(const std::string& reference) {
    const auto call = calls_.find(reference);
    if (call == calls_.end()) return;
    references_.erase(call->second.tan);
    calls_.erase(call);
}

bool CallBook::runs(const std::string& reference) const {
    const auto call = calls_.find(reference);
    return call != calls_.end() && call->second.runs;
}

std::string CallBook::tan_of(const std::string& reference) const {
    const auto call = calls_.find(reference);
    return call == calls_.end() ? std::string{} : call->second.tan;
}

CallBook::Entries::iterator CallBook::match(const std::string& reference, const std::string& tan) {
    auto call = calls_.find(reference);
    if (call == calls_.end() && reference.empty()) {
        const auto known = references_.find(tan);
        if (known != references_.end()) call = calls_.find(known->second);
    }
    if (call != calls_.end()) answered(call->first, tan);
    return call;
}

std::vector<Report> CallBook::progress(const Process& process, const std::string& status, const std::string& result) {
    const auto call = match(process.reference, process.tan);
    if (call == calls_.end()) return unknown_call();
    return {CallProgress{call->first, status, result, {}, {}, {}}};
}

std::vector<Report> CallBook::on(const StartedIndication& indication) {
    return progress(indication.process, indication.status, {});
}

std::vector<Report> CallBook::on(const StatusIndication& indication) {
    return progress(indication.process, indication.status, indication.result);
}

std::vector<Report> CallBook::on(const EventIndication& indication) {
    const auto call = match(indication.reference, indication.tan);
    if (call == calls_.end()) return unknown_call();
    std::vector<Report> reports{CallProgress{call->first, indication.status, indication.result, indication.network_name,
                                             indication.network_number, indication.key}};
    if (indication.status == "Completed" && profile_.means_accepted(indication.result)) {
        call->second.taken = true;
        reports.emplace_back(CallTaken{call->first, indication.network_name, indication.network_number});
    }
    return reports;
}

std::vector<Report> CallBook::on(const EndedIndication& indication) {
    const auto call = match(indication.process.reference, indication.process.tan);
    if (call == calls_.end()) return unknown_call();
    std::vector<Report> reports;
    if (profile_.means_accepted(indication.result) && !call->second.taken) {
        call->second.taken = true;
        reports.emplace_back(CallTaken{call->first, {}, {}});
    }
    reports.emplace_back(CallEnded{call->first, indication.reason, indication.result, call->second.taken});
    forget(std::string{call->first});
    return reports;
}

}  // namespace vorab::espax
