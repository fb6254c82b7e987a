// A document on its way to an information system that speaks TLS: our own listener plays it, which takes whatever is no
// ADT and leaves it alone.
#include "hospital_server/adt/listeners.hpp"
#include "hospital_server/channels/hl7_channel.hpp"
#include "hospital_server/documents/filing.hpp"
#include "tests/hospital_server/setting.hpp"
#include "tests/support/test_pki.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace hs = hospital_server;

namespace {
struct Line : test::HospitalSetting {
    Line() {
        for (const char* empty : {"DELETE FROM his_document", "DELETE FROM case_link"}) cases.execute(empty);
        CHECK(store(record("stroke")));
        target.target = "his";
        target.host = "127.0.0.1";
        const auto own = pki.client("vorab");
        target.tls = hl7::TlsFiles{own.certificate, own.key, pki.ca()};
        link();
    }
    void link() {
        hs::matching::Links links;
        links.when_changed(
            [this](database::Connection& connection, const hs::matching::LinkChange& change, core::Timestamp now) {
                hs::documents::file_for_link(connection, {target}, change.link, now);
            });
        hs::matching::Link wanted;
        wanted.case_id = case_id;
        wanted.patient_number = "4711002";
        CHECK(links.put(cases, wanted, {"kis.one", "127.0.0.1", mailbox_id}, clock.now()));
    }

    outbox::Delivery deliver() {
        outbox::Delivery delivery;
        run(whole(delivery));
        return delivery;
    }
    std::string state() { return cases.query_one("SELECT state FROM his_document")->text(0); }

    test::TestPki pki;
    hs::his::TargetConfig target;

  private:
    hs::adt::ListenerConfig listener() {
        const auto leaf = pki.server();
        hs::adt::ListenerConfig listener;
        listener.name = "his";
        listener.address = "127.0.0.1";
        listener.tls = hl7::TlsFiles{leaf.certificate, leaf.key, pki.ca()};
        return listener;
    }
    outbox::Job job() {
        const auto row = cases.query_one("SELECT id, transmission FROM delivery");
        const auto entry = core::TransmissionId::parse(row->text(1)).value();
        return {row->integer(0), "hl7", "his", case_id, entry, 0, clock.now()};
    }
    async::Task<void> whole(outbox::Delivery& delivery) {
        const auto executor = loop.get_executor();
        hs::adt::Listeners his{executor, {listener()}, database_, clock, log};
        his.start();
        target.port = his.ports().at(0);
        const auto channel = hs::channels::make_hl7_channel(executor, target, mailbox_, printing_, log);
        const auto about = job();
        delivery = co_await channel->deliver(about);
        co_await his.drain(0ms);
    }

    hs::Config configured_ = config();
    database::Database database_{loop.get_executor(), server_options(), 2, log};
    hs::cases::Mailboxes mailboxes_{loop.get_executor(), configured_, clock, log};
    hs::cases::Mailbox& mailbox_ = *mailboxes_.find(mailbox_id);
    async::BlockingPool passwords_{loop.get_executor(), "passwords", 1, 8};
    hs::people::SignIn sign_in_{database_, mailboxes_, passwords_, clock};
    hs::documents::Printing printing_{loop.get_executor(), sign_in_, mailboxes_, clock};
};
}  // namespace

TEST_CASE("a linked case's page goes out over mutual TLS, and what the receiver said of it is known") {
    Line line;
    CHECK(line.state() == "waiting");
    CHECK(std::holds_alternative<outbox::Delivered>(line.deliver()));
    CHECK(line.state() == "accepted");
}

TEST_CASE("no page goes to a receiver that another authority vouches for, nor from us without our certificate") {
    Line stranger;
    const test::TestPki other;
    stranger.target.tls->ca = other.ca();
    CHECK(std::holds_alternative<outbox::RetryLater>(stranger.deliver()));
    CHECK(stranger.state() == "offered");
    Line unknown;
    unknown.target.tls->certificate_chain.clear();
    unknown.target.tls->private_key.clear();
    CHECK(std::holds_alternative<outbox::RetryLater>(unknown.deliver()));
}
