// What opening a record costs, against the sum of the parts that cannot be saved: one key agreement, one unwrap, one
// decryption, one signature. The rest is parsing, base64 and comparison. Prints microseconds (best of rounds) and the
// ratio, which is the figure to watch: it does not depend on the machine.
#include <chrono>
#include <functional>
#include <limits>

#include <boost/json/serialize.hpp>
#include <fmt/core.h>

#include "common/core/random.hpp"
#include "common/sealing/content_key.hpp"
#include "common/sealing/gcm.hpp"
#include "common/sealing/record.hpp"
#include "common/signing/signature.hpp"
#include "tests/sealing/world.hpp"

namespace {
using namespace vorab;
using signing::KeyType;

double microseconds(const std::function<void()>& work) {
    constexpr int rounds = 7;
    constexpr int calls = 60;
    double best = std::numeric_limits<double>::max();
    for (int round = 0; round < rounds; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        for (int call = 0; call < calls; ++call) work();
        const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - begin;
        best = std::min(best, spent.count() / calls);
    }
    return best;
}

void show(const char* what, double spent) { fmt::print("{:<44}{:>9.1f} us\n", what, spent); }

double cost_of_key(const signing::PrivateKey& hospital) {
    if (hospital.type() == KeyType::rsa) {
        const auto encrypted = sealing::encrypt_oaep(hospital.public_key(), core::random_bytes(32));
        return microseconds([&] { sealing::decrypt_oaep(hospital, encrypted); });
    }
    const auto epk = signing::PrivateKey::generate(hospital.type()).public_key().to_jwk();
    const auto wrapped = sealing::wrap(core::Bytes(32, 1), core::Bytes(32, 2));
    return microseconds([&] {
        sealing::agree(hospital, epk, "ECDH-ES+A256KW");
        sealing::unwrap(core::Bytes(32, 1), wrapped);
    });
}

void measure(KeyType type) {
    test::World world;
    world.hospital = signing::PrivateKey::generate(type);
    world.keys = test::World::ring_of(world.hospital);
    auto record = world.record();
    record["text"] = std::string(8 * 1024, 'x');
    const auto text = boost::json::serialize(record);
    const auto sealed = sealing::seal_record({text, world.sender, world.x5c, world.hospital.public_key()}).value();

    const auto bytes = core::bytes_of(text);
    const auto signature = signing::sign(bytes, world.sender);
    core::Bytes output(text.size(), 0);
    const double key = cost_of_key(world.hospital);
    const double verify = microseconds([&] { signing::verify(bytes, signature, world.sender.public_key()); });
    const double cipher =
        microseconds([&] { sealing::gcm::seal(core::Bytes(32, 1), core::Bytes(12, 2), {}, bytes, output.data()); });
    const double whole = microseconds([&] { world.open(sealed).value(); });
    const double read = microseconds([&] { envelope::read_envelope(sealed).value(); });

    fmt::print("{} recipient, ES256 sender, record of {} bytes\n", public_text(type).view(), text.size());
    show("  content key", key);
    show("  signature", verify);
    show("  AES-256-GCM", cipher);
    show("  read the envelope (all the gateway does)", read);
    show("  read and open the record", whole);
    fmt::print("  ratio of the whole to key + signature + cipher: {:.2f}\n", whole / (key + verify + cipher));
}
}  // namespace

int main() {
    for (const auto type : vorab::test::encryption_types) measure(type);
}
