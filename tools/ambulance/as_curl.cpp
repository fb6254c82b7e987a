#include "tools/ambulance/as_curl.hpp"

#include <cstdlib>
#include <fstream>
#include <ostream>

#include "tools/ambulance/requests.hpp"

namespace vorab::ambulance {
namespace {
/// One word for a shell, whatever stands in it.
std::string shell_word(std::string_view text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'') {
            result += "'\\''";
        } else {
            result += c;
        }
    }
    return result + "'";
}

std::filesystem::path write_file(const std::string& name, std::string_view bytes) {
    const char* folder = std::getenv("TMPDIR");
    auto path = std::filesystem::path{folder ? folder : "."} / name;
    std::ofstream file{path, std::ios::binary};
    file << bytes << std::flush;
    if (!file) throw std::runtime_error("cannot write " + path.string());
    return path;
}

class Script {
  public:
    Script(std::ostream& out, const SendOptions& options) : out_(out), options_(options) {}

    void step(std::string_view words) { out_ << "\n# " << words << "\n"; }

    void token(const Connection& connection) {
        const auto& credentials = connection.credentials;
        if (credentials.assertion_key) {
            out_ << "# For a key (private_key_jwt): "
                    "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer\n"
                    "# and client_assertion=JWT (iss and sub our name, aud the issuer, exp, a fresh jti), signed with "
                    "it.\n";
        }
        out_ << "TOKEN=$(" << curl() << " --data 'grant_type=client_credentials'";
        if (credentials.assertion_key) {
            out_ << " --data-urlencode 'client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer'"
                 << " --data-urlencode \"client_assertion=$ASSERTION\"";
        } else {
            out_ << " --user " << shell_word(credentials.client.str() + ":") << "\"$(cat "
                 << shell_word(options_.secret_file) << ")\"";
        }
        out_ << " " << shell_word(options_.gateway + "/oauth2/token")
             << " | sed -n 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/p')\n";
    }

    void call(const http::ClientRequest& request, const std::string& file_name = {}) {
        out_ << curl() << " --header \"Authorization: Bearer $TOKEN\"";
        if (!request.body.empty()) {
            const auto file = write_file(file_name, request.body);
            out_ << " --request " << http::name_of(request.method);
            out_ << " --header " << shell_word("Content-Type: " + request.content_type);
            out_ << " --data-binary " << shell_word("@" + file.string());
        }
        out_ << " " << shell_word(options_.gateway + request.target) << "\n";
    }

  private:
    std::string curl() const {
        return "curl --silent --show-error --fail-with-body --cacert " + shell_word(options_.ca_file);
    }

    std::ostream& out_;
    const SendOptions& options_;
};
}  // namespace

Exit print_as_curl(std::ostream& out, const Package& package, const Connection& connection,
                   const SendOptions& options) {
    Script script{out, options};
    const auto& slip = package.slip;
    script.step("1. A token; good for 12 hours.");
    script.token(connection);
    script.step("2. Our mailboxes with their keys. Verify each x5c against the hospital CA before you seal for it.");
    script.call(mailboxes_request());
    script.step(
        "3. The record: signed, then sealed for the hospital; done already, nobody in between can read the file.");
    script.call(transmission_request(slip.mailbox, package.envelope), slip.transmission.str() + ".jose");
    if (!package.attachments.empty()) script.step("4. Its attachments, chunk by chunk, in any order.");
    for (const auto& attachment : package.attachments) {
        for (std::uint32_t i = 0; i < attachment.chunks; ++i) {
            std::string sealed{core::text_of(sealed_chunk(attachment, i))};
            script.call(chunk_request(slip, attachment.id, i, std::move(sealed)),
                        attachment.id.str() + "." + std::to_string(i) + ".chunk");
        }
    }
    script.step(
        "5. The answer to 3 brings the receipt: verify its signature against the hospital CA, and that its sha256 is\n"
        "#    that of the file posted. Keep the record until then.");
    return Exit::delivered;
}
}  // namespace vorab::ambulance
