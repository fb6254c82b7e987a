#include "bench/records/parts.hpp"

#include <algorithm>
#include <ctime>
#include <functional>
#include <vector>

#include "common/sealing/content_key.hpp"
#include "common/sealing/gcm.hpp"
#include "common/sealing/receipt.hpp"
#include "common/signing/hash.hpp"
#include "common/signing/signature.hpp"

namespace vorab::bench {
namespace {
double processor_time() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

double median_of(const std::function<void()>& work) {
    std::vector<double> spent(300);
    for (double& one : spent) {
        const double begin = processor_time();
        work();
        one = processor_time() - begin;
    }
    const auto middle = spent.begin() + static_cast<std::ptrdiff_t>(spent.size() / 2);
    std::nth_element(spent.begin(), middle, spent.end());
    return *middle;
}
}  // namespace

Parts measure_parts(const Sealing& sealing) {
    const auto sealed = sealed_now(sealing);
    const auto envelope = envelope::read_envelope(sealed).value();
    const auto own = signing::PrivateKey::from_pem_file(sealing.keys / "mailbox.key").value();
    sealing::KeyRing keys;
    keys.add(own).value();
    const auto senders =
        signing::ChainVerifier::from_pem_file(sealing.keys / "sender-ca.pem", signing::Purpose::signature).value();
    const auto receipt_key = signing::PrivateKey::from_pem_file(sealing.keys / "receipt.key").value();
    const core::Timestamp now = core::SystemClock{}.now();
    const core::Bytes key(sealing::gcm::key_size, 1), nonce(sealing::gcm::nonce_size, 2);
    const auto wrapped = sealing::wrap(key, key);
    const auto text = core::bytes_of(sealed).substr(0, envelope.parts.ciphertext.size());
    core::Bytes output(text.size(), 0);
    const auto signature = signing::sign(text, receipt_key);
    const auto statement = core::bytes_of(sealed).substr(0, 1024);  // as long as a receipt with its header

    Parts parts;
    parts.agree = median_of([&] { sealing::agree(own, *envelope.epk, "ECDH-ES+A256KW"); });
    parts.unwrap = median_of([&] { sealing::unwrap(key, wrapped); });
    parts.cipher = median_of([&] { sealing::gcm::seal(key, nonce, {}, text, output.data()); });
    parts.verify = median_of([&] { signing::verify(text, signature, receipt_key.public_key()); });
    parts.digest = median_of([&] { signing::sha256(core::bytes_of(sealed)); });
    parts.sign = median_of([&] { signing::sign(statement, receipt_key); });
    parts.open =
        median_of([&] { sealing::open_record(envelope::read_envelope(sealed).value(), keys, senders, now).value(); });
    return parts;
}
}  // namespace vorab::bench
