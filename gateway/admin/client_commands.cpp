#include <filesystem>
#include <fstream>
#include <iostream>
#include <sys/stat.h>

#include <boost/json/serialize.hpp>

#include "common/configuration/reader.hpp"
#include "common/core/random.hpp"
#include "common/signing/hash.hpp"
#include "common/signing/keys.hpp"
#include "common/signing/signature.hpp"
#include "gateway/admin/command.hpp"
#include "gateway/admin/devices.hpp"

namespace vorab::gateway {
using configuration::UsageError;

namespace {
/// 256 random bits, written to a file that only its owner may read; or what stands there already.
std::string secret_in(const std::filesystem::path& file) {
    if (std::filesystem::exists(file)) {
        std::string secret = configuration::read_secret(file).reveal();
        if (secret.size() < 32)
            throw UsageError("the secret must have at least 32 characters; remove the file to have one made");
        return secret;
    }
    std::string secret = core::to_base64url(core::random_bytes(32));
    const auto old_mask = ::umask(0077);
    std::ofstream{file} << secret << "\n";
    ::umask(old_mask);
    return secret;
}

/// A key that cannot sign would let nobody in: "may now ask for tokens" must be true.
std::string public_jwk_in(const std::filesystem::path& file) {
    const auto key = checked(signing::PublicKey::from_pem_file(file), "--public-key");
    if (!signing::signature_algorithm(key.type()))
        throw UsageError("--public-key: a key of P-256, P-384 or Ed25519 is expected, for it has to sign");
    return boost::json::serialize(key.to_jwk());
}

void add(CommandContext& context) {
    devices::Device device;
    device.id = client_id(context.arguments);
    device.organisation = context.arguments.option_or("organisation", device.id.str());
    device.label = context.arguments.optional_option("label");
    device.scopes = checked(Scopes::parse(context.arguments.option_or("scopes", "send")), "--scopes");
    const auto secret_file = context.arguments.optional_option("secret-file");
    const auto key_file = context.arguments.optional_option("public-key");
    context.arguments.finish();
    if (!secret_file == !key_file) throw UsageError("give --secret-file or --public-key");
    if (secret_file) device.secret_sha256 = signing::sha256(core::bytes_of(secret_in(*secret_file)));
    if (key_file) device.public_jwk = public_jwk_in(*key_file);
    checked(devices::put(context.connection, context.author, device, context.now), "client");
    std::cout << "client " << device.id.str() << " may now ask for tokens\n";
}

void set_disabled(CommandContext& context, bool disabled) {
    const auto id = client_id(context.arguments);
    context.arguments.finish();
    checked(devices::set_disabled(context.connection, context.author, id, disabled, context.now), "client");
}
void disable(CommandContext& context) { set_disabled(context, true); }
void enable(CommandContext& context) { set_disabled(context, false); }

void revoke(CommandContext& context) {
    const auto id = client_id(context.arguments);
    context.arguments.finish();
    checked(devices::revoke_tokens(context.connection, context.author, id, context.now), "client");
    std::cout << "the tokens of " << id.str() << " are refused within seconds; it may ask for new ones\n";
}

void remove(CommandContext& context) {
    const auto id = client_id(context.arguments);
    context.arguments.finish();
    checked(devices::remove(context.connection, context.author, id, context.now), "client");
}

void list(CommandContext& context) {
    context.arguments.finish();
    for (const auto& row : context.connection.query(
             "SELECT c.id, c.organisation, c.disabled, GROUP_CONCAT(a.mailbox ORDER BY a.mailbox SEPARATOR ' ') "
             "FROM client c LEFT JOIN assignment a ON a.client = c.id GROUP BY c.id, c.organisation, c.disabled")) {
        std::cout << row.text(0) << "\t" << row.text(1) << "\t" << (row.integer(2) ? "disabled" : "enabled") << "\t"
                  << row.optional_text(3).value_or("-") << "\n";
    }
}

void show(CommandContext& context) {
    const auto id = client_id(context.arguments);
    context.arguments.finish();
    const auto row = context.connection.query_one(
        "SELECT organisation, label, scopes, disabled, secret_sha256 IS NOT NULL, tokens_from, created_at FROM client "
        "WHERE id = ?",
        {id.str()});
    if (!row) throw UsageError("client: there is no such device");
    std::cout << "id            " << id.str() << "\norganisation  " << row->text(0) << "\nlabel         "
              << row->optional_text(1).value_or("-") << "\nscopes        " << row->text(2) << "\nstate         "
              << (row->integer(3) ? "disabled" : "enabled") << "\nproves by     "
              << (row->integer(4) ? "client_secret_basic" : "private_key_jwt") << "\ntokens from   "
              << row->optional_text(5).value_or("-") << "\ncreated at    " << row->text(6) << "\n";
    for (const auto& mailbox :
         context.connection.query("SELECT mailbox FROM assignment WHERE client = ? ORDER BY mailbox", {id.str()})) {
        std::cout << "mailbox       " << mailbox.text(0) << "\n";
    }
}

void assign(CommandContext& context, bool add) {
    const auto client = client_id(context.arguments);
    const auto mailbox = mailbox_id(context.arguments);
    context.arguments.finish();
    auto* const change = add ? devices::assign : devices::take_off;
    checked(change(context.connection, context.author, client, mailbox, context.now), "assignment");
}
void add_assignment(CommandContext& context) { assign(context, true); }
void remove_assignment(CommandContext& context) { assign(context, false); }

void list_assignments(CommandContext& context) {
    context.arguments.finish();
    for (const auto& row :
         context.connection.query("SELECT client, mailbox FROM assignment ORDER BY client, mailbox")) {
        std::cout << row.text(0) << "\t" << row.text(1) << "\n";
    }
}
}  // namespace

std::vector<Command> client_commands() {
    return {{"client add", add},
            {"client list", list},
            {"client show", show},
            {"client disable", disable},
            {"client enable", enable},
            {"client remove", remove},
            {"client revoke", revoke},
            {"assignment add", add_assignment},
            {"assignment remove", remove_assignment},
            {"assignment list", list_assignments}};
}
}  // namespace vorab::gateway
