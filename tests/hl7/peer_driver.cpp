// What the Python peer test talks to: our builder, our client, our listener, each as a command.
//   peer_driver build oru|mdm       writes a message to standard output
//   peer_driver send PORT           sends both messages, prints verdict and id of each answer
//   peer_driver listen COUNT        prints its port, answers COUNT messages, prints the family name of each
#include <iostream>

#include "common/async/event_loop.hpp"
#include "common/async/timer.hpp"
#include "hl7/documents.hpp"
#include "hl7/escape.hpp"
#include "hl7/mllp_client.hpp"
#include "hl7/mllp_listener.hpp"
#include "hl7/tcp_connection.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
const core::Timestamp noon = std::chrono::sys_days{std::chrono::year{2026} / 4 / 1} + 10h;

std::string message(std::string_view kind) {
    hl7::PreNotification notice;
    notice.case_id = core::CaseId::parse("0123456789abcdef0123456789abcdef").value();
    notice.created_at = noon;
    notice.family_name = "Müller|Meier^&~\\";
    notice.given_name = "Jürgen\rPID|2";
    notice.birth_date = "1945-08-12";
    notice.sex = hl7::Sex::male;
    notice.insurance_number = "A123456780";
    notice.keyword = "Schlaganfall";
    notice.measurements = {{"8480-6", "Systolic blood pressure", 135, "mm[Hg]", noon}};
    notice.pdf = core::Bytes(300'000, 'P');
    hl7::Target target;
    target.receiving_application = "KIS";
    target.charset = hl7::Charset::utf8;
    const hl7::Stamp stamp{kind == "oru" ? "ORU-1" : "MDM-1", noon, {}};
    if (kind == "oru") return hl7::observation_report(notice, target, stamp).bytes;
    return hl7::document_notification(notice, target, stamp).value().bytes;
}

async::Task<void> send(hl7::MllpClient& client) {
    for (const std::string kind : {"oru", "mdm"}) {
        const std::string id = kind == "oru" ? "ORU-1" : "MDM-1";
        const auto answer = co_await client.send(message(kind), id);
        std::cout << (answer ? public_text(answer->verdict).view() : answer.error().detail.view()) << ' ' << id
                  << std::endl;
    }
}

async::Task<std::string> receive(std::string bytes, async::Signal& received) {
    const auto message = hl7::Message::parse(std::move(bytes)).value();
    std::cout << hl7::text_of(message["PID"][5][0][1], hl7::charset_of(message)) << std::endl;
    received.notify();
    const hl7::Stamp stamp{"A1", noon, {}};
    co_return hl7::acknowledge(message, hl7::Outcome{}, stamp);
}

async::Task<void> serve(hl7::MllpListener& listener, async::Signal& received, async::TaskGroup& tasks, int count) {
    for (int i = 0; i < count; ++i) {
        const bool came = co_await received.wait(20s);
        if (!came) co_return;
    }
    co_await tasks.drain(0ms);
    co_await listener.drain(5s);  // the peer hangs up when it has its answers
}

void listen(boost::asio::io_context& loop, int count) {
    const core::Log log{"peer_driver"};
    async::Signal received{loop.get_executor()};
    hl7::MllpListenerSettings settings;
    settings.port = 0;
    hl7::MllpListener listener{
        loop.get_executor(), settings, [&](std::string bytes) { return receive(std::move(bytes), received); }, {}, log};
    async::TaskGroup tasks{loop.get_executor(), log, "listener"};
    tasks.spawn(listener.run());
    std::cout << listener.port() << std::endl;
    async::run(loop, serve(listener, received, tasks, count), 30s);
}
}  // namespace

int main(int count, char** words) {
    const std::string command = count > 2 ? words[1] : "";
    boost::asio::io_context loop{1};
    if (command == "build") {
        std::cout << message(words[2]);
    } else if (command == "send") {
        const auto port = static_cast<std::uint16_t>(std::stoi(words[2]));
        hl7::MllpClient client{loop.get_executor(), hl7::tcp_connector(loop.get_executor(), "127.0.0.1", port, 5s)};
        async::run(loop, send(client), 30s);
    } else if (command == "listen") {
        listen(loop, std::stoi(words[2]));
    } else {
        std::cerr << "peer_driver build oru|mdm, send PORT, listen COUNT\n";
        return 2;
    }
    return 0;
}
