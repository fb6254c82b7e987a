#include "bench/records/sealed.hpp"

#include <fstream>
#include <stdexcept>

namespace vorab::bench {
namespace {
class Sender {
  public:
    explicit Sender(const Sealing& sealing)
        : given_{ambulance::read_json_file(sealing.case_file).value()},
          signer_{signing::PrivateKey::from_pem_file(sealing.keys / "ambulance.key").value(),
                  signing::x5c_from_pem_file(sealing.keys / "ambulance.pem").value()},
          recipient_{.mailbox = sealing.mailbox,
                     .key = signing::PublicKey::from_pem_file(sealing.keys / "mailbox.pem").value(),
                     .hospital = {}} {
        options_.wishes.mailbox = sealing.mailbox;
    }
    std::string envelope() const {
        return ambulance::pack(given_, options_, recipient_, signer_, core::SystemClock{}.now()).value().envelope;
    }

  private:
    ambulance::CaseFile given_;
    ambulance::Signer signer_;
    ambulance::Recipient recipient_;
    ambulance::SendOptions options_;
};
}  // namespace

void write_requests(const Sealing& sealing, std::size_t count, const std::filesystem::path& to) {
    const Sender sender{sealing};
    std::ofstream out{to, std::ios::binary};
    for (std::size_t i = 0; i < count; ++i) {
        const auto body = sender.envelope();
        out << "POST /intake/v1/transmissions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/jose\r\n"
            << "Content-Length: " << body.size() << "\r\n\r\n"
            << body;
    }
    if (!out.flush()) throw std::runtime_error("the requests could not be written");
}

std::string sealed_now(const Sealing& sealing) { return Sender{sealing}.envelope(); }
}  // namespace vorab::bench
