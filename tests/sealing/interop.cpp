// Our side of the conversation with foreign JOSE libraries: one JSON request on standard input, one JSON answer on
// standard output.
//   {"do":"world","type":"P-256"}         -> a CA, a sender and a hospital key of that type, for both sides to use
//   {"do":"seal","world":..,"form":"compact"|"flattened"} -> {"envelope":..}
//   {"do":"open","world":..,"envelope":..}                -> {"record":..} or {"problem":..}
//   {"do":"board"}                        -> a board key, its licence key, and what was sealed with both
#include <iostream>
#include <iterator>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "common/sealing/board_keys.hpp"
#include "tests/sealing/world.hpp"

namespace {
using namespace vorab;
using boost::json::object;
using signing::KeyType;
using signing::PrivateKey;

std::string text(const object& json, const char* member) { return std::string{json.at(member).as_string()}; }

KeyType type_named(const std::string& name) {
    for (const auto type : test::encryption_types) {
        if (public_text(type).view() == name) return type;
    }
    throw std::runtime_error("no such type of key");
}

object make_world(KeyType type) {
    const test::World world;
    const auto hospital = PrivateKey::generate(type);
    object json{{"roots", world.sender_ca.pem()},
                {"sender", world.sender.to_pem()},
                {"x5c", world.x5c},
                {"hospital", hospital.to_pem()},
                {"hospital_jwk", hospital.public_key().to_jwk()},
                {"kid", hospital.public_key().thumbprint()},
                {"record", world.record_text()}};
    if (type != KeyType::rsa) json["hospital_private_jwk"] = hospital.to_jwk();
    return json;
}

object seal(const object& world, const std::string& form) {
    const auto hospital = PrivateKey::from_pem(text(world, "hospital")).value();
    const auto record = text(world, "record");
    const auto serialization =
        form == "flattened" ? sealing::Serialization::flattened : sealing::Serialization::compact;
    return {{"envelope", sealing::seal_record({record, PrivateKey::from_pem(text(world, "sender")).value(),
                                               world.at("x5c").as_array(), hospital.public_key(), serialization})
                             .value()}};
}

object open(const object& world, const std::string& sealed) {
    const auto refused = [](const core::Failure& failure) {
        return object{{"problem", public_text(failure.problem).view()}, {"detail", failure.detail.view()}};
    };
    const auto envelope = envelope::read_envelope(sealed);
    if (!envelope) return refused(envelope.error());
    const auto senders = signing::ChainVerifier::from_pem(text(world, "roots"), signing::Purpose::signature).value();
    const auto keys = test::World::ring_of(PrivateKey::from_pem(text(world, "hospital")).value());
    const auto opened = sealing::open_record(*envelope, keys, senders, core::SystemClock{}.now());
    if (!opened) return refused(opened.error());
    return {{"record", opened->text}, {"organisation", opened->sender.organisation}};
}

object board() {
    const auto key = PrivateKey::generate(KeyType::p256);
    const auto licence = sealing::LicenceKey::generate();
    envelope::Arrival arrival;
    arrival.keyword = "Polytrauma, Übung";
    return {{"licence", licence.reveal()},
            {"proof", core::to_hex(licence.proof())},
            {"wrapped", sealing::wrap_board_key(key, licence)},
            {"arrival", sealing::seal_arrival(arrival, key.public_key()).value()},
            {"keyword", *arrival.keyword}};
}

object answer(const object& request) {
    const auto what = text(request, "do");
    if (what == "world") return make_world(type_named(text(request, "type")));
    if (what == "board") return board();
    const auto& world = request.at("world").as_object();
    return what == "seal" ? seal(world, text(request, "form")) : open(world, text(request, "envelope"));
}
}  // namespace

int main() {
    try {
        const std::string request{std::istreambuf_iterator<char>(std::cin), {}};
        std::cout << answer(boost::json::parse(request).as_object()) << '\n';
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
