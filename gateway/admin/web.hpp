#pragma once
// /admin/: a rescue service administers its own devices in the browser (mission G8): which may send where, which are
// disabled, new ones with a secret that is shown once. Nothing of another service can be seen or touched.
#include "common/http/router.hpp"
#include "common/http/static_files.hpp"
#include "gateway/admin/devices.hpp"
#include "gateway/admin/sign_in.hpp"
#include "gateway/mailboxes/directory.hpp"
#include "gateway/mailboxes/reachability.hpp"

namespace vorab::gateway {

class AdminWeb {
  public:
    AdminWeb(async::Executor executor, std::filesystem::path page, database::Database& database,
             const Directory& directory, const Reachability& reachability, const core::Clock& clock);

    void mount(http::Router& router);

  private:
    /// One change to the device that the path names.
    using Make = core::Result<void> (*)(database::Connection&, const Author&, const http::Request&, core::Timestamp);
    void add_change(http::Router& router, http::Method method, const char* path, Make make);
    async::Task<http::Response> change(http::Request& request, Make make);
    async::Task<http::Response> file(http::Request& request);
    async::Task<http::Response> devices(http::Request& request);
    async::Task<http::Response> add_device(http::Request& request);
    async::Task<http::Response> new_secret(http::Request& request);
    async::Task<http::Response> audit(http::Request& request);
    boost::json::array mailboxes() const;

    http::StaticFiles page_;
    database::Database& database_;
    const Directory& directory_;
    const Reachability& reachability_;
    const core::Clock& clock_;
    AdminSignIn sign_in_;
};
}  // namespace vorab::gateway
