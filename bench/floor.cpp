// What cannot be saved between the post of a record and its receipt, each part alone: opening and verifying the record,
// one durable commit of its bytes, signing the receipt. One JSON line, microseconds, medians. bench/end_to_end.py adds
// two TLS hops and has the floor of the whole way.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "common/core/random.hpp"
#include "common/database/connection.hpp"
#include "common/sealing/receipt.hpp"
#include "tests/sealing/world.hpp"

namespace {
using namespace vorab;

double median_of(int calls, const std::function<void()>& work) {
    std::vector<double> spent;
    for (int call = 0; call < calls; ++call) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        spent.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
    }
    const auto middle = spent.begin() + static_cast<std::ptrdiff_t>(spent.size() / 2);
    std::nth_element(spent.begin(), middle, spent.end());
    return *middle;
}

/// A table like that of the transmissions, for as long as the measurement lasts.
class Scratch {
  public:
    explicit Scratch(const database::ConnectionOptions& options) : connection_(options) {
        connection_.run_script(
            "CREATE OR REPLACE TABLE bench_floor (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,"
            " record MEDIUMTEXT NOT NULL) ENGINE = InnoDB");
    }
    ~Scratch() {
        try {
            connection_.run_script("DROP TABLE bench_floor");
        } catch (const database::DatabaseError&) {  // goes with the benchmark's folder
        }
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    void commit_one(std::string_view record) {
        database::Transaction transaction{connection_};
        connection_.execute("INSERT INTO bench_floor (record) VALUES (?)", {record});
        transaction.commit();
    }

  private:
    database::Connection connection_;
};

std::string content_of(const char* file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw std::runtime_error("the file with the password cannot be read");
    return {std::istreambuf_iterator<char>{in}, {}};
}

int measure(const std::string& socket, const std::string& name, const std::string& password) {
    test::World world;
    auto record = world.record();
    record["text"] = std::string(std::size_t{8} * 1024, 'x');
    const auto text = boost::json::serialize(record);
    const auto sealed = sealing::seal_record({text, world.sender, world.x5c, world.hospital.public_key()}).value();
    const auto slip = envelope::read_envelope(sealed).value().slip;
    const sealing::Receipt receipt{.transmission = slip.transmission,
                                   .case_id = slip.case_id,
                                   .mailbox = slip.mailbox,
                                   .sha256 = std::string(64, '0'),
                                   .stored_at = world.now};
    database::ConnectionOptions options;
    options.socket = socket;
    options.user = name;
    options.database = name;
    options.password = core::Sensitive<std::string>{password};
    Scratch scratch{options};
    const double open = median_of(500, [&] { world.open(sealed).value(); });
    const double commit = median_of(300, [&] { scratch.commit_one(text); });
    const double sign = median_of(500, [&] { sealing::sign_receipt(receipt, world.sender, world.x5c); });
    fmt::print("{{\"open\":{:.1f},\"commit\":{:.1f},\"sign\":{:.1f}}}\n", open, commit, sign);
    return 0;
}
}  // namespace

int main(int count, char** words) {
    if (count != 4) {
        fmt::print(stderr, "bench_floor SOCKET DATABASE PASSWORD_FILE\n");
        return 2;
    }
    return measure(words[1], words[2], content_of(words[3]));
}
