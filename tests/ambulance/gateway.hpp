#pragma once
// A gateway over TLS with a hospital behind it, and an ambulance's connection to it; a test says what it answers.
#include "common/async/task_group.hpp"
#include "common/http/server.hpp"
#include "tests/ambulance/hospital.hpp"
#include "tests/support/test_pki.hpp"

namespace vorab::test {

struct TlsGateway {
    explicit TlsGateway(http::Handler answer)
        : server{loop.get_executor(), {.address = "127.0.0.1", .tls = pki.server_context()}, std::move(answer), log} {
        tasks.spawn(server.run());
    }

    boost::asio::io_context loop{1};
    core::Log log{"test", core::LogLevel::error, [](std::string_view) {}};
    TestPki pki;
    Hospital hospital;
    http::Server server;
    async::TaskGroup tasks{loop.get_executor(), log, "gateway"};
    ambulance::Connection connection{{true, "localhost", server.port()},
                                     pki.client_context(),
                                     ambulance::Credentials{core::ClientId::parse("rd").value()},
                                     hospital.for_encryption(),
                                     hospital.for_receipts(),
                                     hospital.signer};
};
}  // namespace vorab::test
