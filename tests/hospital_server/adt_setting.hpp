#pragma once
// A hospital whose information system talks: messages as text, the tables that they fill.
#include "hospital_server/adt/patients.hpp"
#include "hospital_server/adt/store.hpp"
#include "tests/hospital_server/setting.hpp"

namespace vorab::test {

struct AdtSetting : HospitalSetting {
    AdtSetting() {
        for (const char* empty : {"DELETE FROM his_patient", "DELETE FROM his_stay", "DELETE FROM his_name_key",
                                  "DELETE FROM his_message", "DELETE FROM his_quarantine"})
            server.execute(empty);
        cases.execute("DELETE FROM case_link");
    }

    /// `time` is MSH-7, `rest` the segments after MSH.
    std::string message(const std::string& event, const std::string& rest, const std::string& time = "20261121130000") {
        return "MSH|^~\\&|KIS|KH|VORAB|ZNA|" + time + "||ADT^" + event + "|" + std::to_string(++control_) +
               "|P|2.5|||AL|NE||UNICODE UTF-8\rEVN||" + time + "\r" + rest;
    }
    static std::string pid(const std::string& number, const std::string& name, const std::string& born,
                           const std::string& sex = "M") {
        return "PID|||" + number + "^^^KH^PI||" + name + "||" + born + "|" + sex + "|||^^Musterstadt^^98765\r";
    }
    static std::string pv1(const std::string& visit, const std::string& admitted = "20261121125500") {
        return "PV1|1|E|ZNA||||||||||||||||" + visit + "^^^KH^VN|||||||||||||||||||||||||" + admitted + "\r";
    }

    hospital_server::adt::Received received(const std::string& bytes) const {
        const auto parsed = hl7::Message::parse(bytes).value();
        return {std::get<hl7::Adt>(hl7::read_adt(parsed, {}, clock.now())),
                hospital_server::adt::fingerprint_of(parsed, "kis")};
    }
    hospital_server::adt::Stored say(const std::vector<std::string>& messages) {
        std::vector<hospital_server::adt::Received> all;
        for (const auto& bytes : messages) all.push_back(received(bytes));
        return hospital_server::adt::store(server, all, clock.now());
    }
    std::optional<hospital_server::adt::Patient> patient(const std::string& number) {
        return hospital_server::adt::find_patient(server, {number, "KH"});
    }

  private:
    int control_ = 0;
};
}  // namespace vorab::test
