#include "common/http/certificates.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "common/async/timer.hpp"

namespace vorab::http {
namespace fs = std::filesystem;

namespace {
constexpr std::chrono::seconds look_again{5};
constexpr std::array<std::int64_t, 4> steps{0, 3, 14, 30};  ///< days before the end at which somebody is told

core::Timestamp time_of(const ASN1_TIME* time) {
    std::tm parts{};
    ASN1_TIME_to_tm(time, &parts);
    return core::Timestamp{std::chrono::seconds{::timegm(&parts)}};
}

/// The ends of all certificates and the due dates of all revocation lists in the file; none when it is no such file.
std::vector<core::Timestamp> ends_in(const fs::path& file) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio{BIO_new_file(file.c_str(), "r"), &BIO_free};
    if (!bio) return ERR_clear_error(), std::vector<core::Timestamp>{};
    const auto no_password = [](char*, int, int, void*) { return 0; };
    auto* const all = PEM_X509_INFO_read_bio(bio.get(), nullptr, no_password, nullptr);
    ERR_clear_error();
    std::vector<core::Timestamp> ends;
    for (int i = 0; i < sk_X509_INFO_num(all); ++i) {
        const X509_INFO* const one = sk_X509_INFO_value(all, i);
        if (one->x509 != nullptr) ends.push_back(time_of(X509_get0_notAfter(one->x509)));
        const auto* const due = one->crl != nullptr ? X509_CRL_get0_nextUpdate(one->crl) : nullptr;
        if (due != nullptr) ends.push_back(time_of(due));
    }
    sk_X509_INFO_pop_free(all, &X509_INFO_free);
    return ends;
}

/// Changes when the file does.
std::string stamp_of(const fs::path& file) {
    std::error_code gone;
    const auto time = fs::last_write_time(file, gone);
    const auto size = fs::file_size(file, gone);
    return gone ? "-;" : std::to_string(time.time_since_epoch().count()) + "," + std::to_string(size) + ";";
}

std::string stamp_of(const Watched& watched) {
    return stamp_of(watched.certificate) + stamp_of(watched.key) + stamp_of(watched.trusted) +
           stamp_of(watched.revoked);
}

std::vector<Ending> endings_of(const Watched& watched) {
    std::vector<Ending> endings;
    const auto note = [&](core::PublicText what, const fs::path& file, auto choose) {
        const auto ends = file.empty() ? std::vector<core::Timestamp>{} : ends_in(file);
        if (!ends.empty()) endings.push_back({watched.use, std::move(what), *choose(ends.begin(), ends.end())});
    };
    using Each = std::vector<core::Timestamp>::const_iterator;
    const auto first = [](Each begin, Each end) { return std::min_element(begin, end); };
    const auto last = [](Each begin, Each end) { return std::max_element(begin, end); };
    note("certificate", watched.certificate, first);
    note("authority", watched.trusted, last);
    note("revocations", watched.revoked, first);
    return endings;
}

/// Which of the steps has been reached; none while it is far.
std::optional<std::int64_t> step_of(std::int64_t days) {
    const auto reached = std::ranges::find_if(steps, [days](std::int64_t step) { return days < step; });
    return reached == steps.end() ? std::nullopt : std::optional{*reached};
}
}  // namespace

std::int64_t days_left(const Ending& ending, core::Timestamp now) {
    return std::chrono::floor<std::chrono::days>(ending.at - now).count();
}

void Certificates::watch(Watched watched) {
    Entry entry{std::move(watched)};
    entry.stamp = stamp_of(entry.watched);
    entry.endings = endings_of(entry.watched);
    entries_.push_back(std::move(entry));
}

void Certificates::watch(core::PublicText use, const TlsContext& tls) {
    Watched watched{.use = std::move(use)};
    const auto files = tls.files();
    watched.certificate = files.certificate;
    watched.key = files.key;
    watched.trusted = files.trusted;
    watched.revoked = files.revoked;
    watched.reload = [copy = tls]() mutable { return copy.reload(); };
    watch(std::move(watched));
}

void Certificates::reload() {
    for (auto& entry : entries_) read(entry);
    finish_look();
}

/// The stamp first: what is written meanwhile is read the next time.
void Certificates::read(Entry& entry) {
    entry.stamp = stamp_of(entry.watched);
    const auto outcome = entry.watched.reload ? entry.watched.reload() : core::Result<void>{};
    if (!outcome) {
        log_.error("certificates not reloaded, the old ones serve on",
                   {{"use", entry.watched.use}, {"detail", outcome.error().detail}});
        return;
    }
    entry.endings = endings_of(entry.watched);
}

void Certificates::look() {
    for (auto& entry : entries_) {
        if (stamp_of(entry.watched) == entry.stamp) continue;
        log_.info("certificates have changed and are read again", {{"use", entry.watched.use}});
        read(entry);
    }
    finish_look();
}

void Certificates::finish_look() {
    for (const auto& entry : entries_) {
        if (entry.watched.looked) entry.watched.looked();
    }
    warn();
}

async::Task<void> Certificates::run() {
    for (;;) {
        look();
        co_await async::sleep_for(look_again);
    }
}

std::vector<Ending> Certificates::endings() const {
    std::vector<Ending> all;
    for (const auto& entry : entries_) all.insert(all.end(), entry.endings.begin(), entry.endings.end());
    return all;
}

std::vector<Ending> Certificates::soon() const {
    auto all = endings();
    std::erase_if(all, [now = clock_.now()](const Ending& one) { return !step_of(days_left(one, now)); });
    return all;
}

/// Once for each step, not each time.
void Certificates::warn() {
    std::vector<std::pair<std::string, std::int64_t>> now_warned;
    for (const auto& ending : soon()) {
        const auto days = days_left(ending, clock_.now());
        const std::pair<std::string, std::int64_t> entry{(ending.use + " " + ending.what).str(), *step_of(days)};
        now_warned.push_back(entry);
        if (std::ranges::find(warned_, entry) != warned_.end()) continue;
        const std::initializer_list<core::LogField> fields{
            {"use", ending.use}, {"what", ending.what}, {"days_left", days}};
        if (days < 3)
            log_.error("a certificate ends: renew it now", fields);
        else
            log_.warning("a certificate ends soon", fields);
    }
    warned_ = std::move(now_warned);
}

std::string Certificates::metrics() const {
    std::string text = "# TYPE vorab_certificate_days_left gauge\n";
    for (const auto& ending : endings()) {
        text.append("vorab_certificate_days_left{use=\"").append(ending.use.view());
        text.append("\",what=\"").append(ending.what.view()).append("\"} ");
        text.append(std::to_string(days_left(ending, clock_.now()))).append("\n");
    }
    return text;
}
}  // namespace vorab::http
