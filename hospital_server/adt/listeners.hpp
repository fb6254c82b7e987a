#pragma once
// Every [[hl7_listener]] of this server, and what they say about themselves.
#include "common/http/certificates.hpp"
#include "hl7/mllp_listener.hpp"
#include "hospital_server/adt/desk.hpp"
#include "hospital_server/adt/intake.hpp"

namespace vorab::hospital_server::adt {

class Listeners {
  public:
    /// Binds; throws boost::system::system_error when an address is not to be had, std::runtime_error when certificates
    /// cannot be read.
    Listeners(async::Executor executor, const std::vector<ListenerConfig>& configs, database::Database& database,
              const core::Clock& clock, const core::Log& log);
    ~Listeners();

    void mount(http::Router& router, people::SignIn& sign_in);  ///< what people see of them; once
    void start();
    /// From now on their certificates and lists are read when they change, and connections end that these no longer
    /// allow. `told` hears of everyone who was turned away: the listener's name, the peer's numeric address, why.
    using Told = std::function<void(const core::PublicText& listener, const std::string& address,
                                    const core::PublicText& reason)>;
    void watch(http::Certificates& certificates, Told told);
    async::Task<void> drain(std::chrono::milliseconds grace);
    std::string metrics() const;
    std::vector<std::uint16_t> ports() const;

  private:
    struct Open;
    boost::json::object state() const;

    database::Database& database_;
    const core::Log& log_;
    Intake intake_;
    Told told_;
    std::optional<Desk> desk_;
    std::vector<std::unique_ptr<Open>> open_;
    async::TaskGroup accepting_;
    async::TaskGroup committing_;
};
}  // namespace vorab::hospital_server::adt
