#include "hospital_server/documents/paper.hpp"
#include "hospital_server/pdf/document.hpp"
#include "tests/hospital_server/setting.hpp"

using namespace vorab;
using hospital_server::documents::read_paper;
using hospital_server::documents::Wanted;

TEST_CASE("the page is made of what the database knows now, version by version") {
    test::HospitalSetting setting;
    const Wanted wanted{setting.case_id, "Zentrale Notaufnahme", setting.clock.now(), true};
    CHECK(!read_paper(setting.cases, wanted));
    CHECK(setting.store(setting.record("stroke", 1)));
    const auto first = read_paper(setting.cases, wanted);
    REQUIRE(first);
    CHECK(first->version == 1);
    CHECK(first->organisation == setting.record("stroke").at("slip").at("sender").at("organisation").as_string());
    CHECK(setting.store(setting.record("kinds/update", 2)));
    const auto second = read_paper(setting.cases, wanted);
    CHECK(second->version == 2);
    CHECK(hospital_server::pdf::render(*first) != hospital_server::pdf::render(*second));
}
