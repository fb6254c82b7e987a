#pragma once
// Every [[hl7_listener]] of this server, and what they say about themselves.
#include "hl7/mllp_listener.hpp"
#include "hospital_server/adt/intake.hpp"

namespace vorab::hospital_server::adt {

class Listeners {
  public:
    /// Binds; throws boost::system::system_error when an address is not to be had, std::runtime_error when certificates
    /// cannot be read.
    Listeners(async::Executor executor, const std::vector<ListenerConfig>& configs, database::Database& database,
              const core::Clock& clock, const core::Log& log);
    ~Listeners();

    void start();
    void reload();  ///< certificates
    async::Task<void> drain(std::chrono::milliseconds grace);
    std::string metrics() const;
    std::vector<std::uint16_t> ports() const;

  private:
    struct Open;

    const core::Log& log_;
    Intake intake_;
    std::vector<std::unique_ptr<Open>> open_;
    async::TaskGroup accepting_;
    async::TaskGroup committing_;
};
}  // namespace vorab::hospital_server::adt
