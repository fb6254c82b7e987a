#include "hospital_server/versions/configuration.hpp"
#include "tests/hospital_server/setting.hpp"

using namespace vorab;
namespace versions = hospital_server::versions;

TEST_CASE("each configuration that was run with is saved once, with its time and owner, and a former one comes back") {
    test::HospitalSetting setting;
    setting.server.execute("DELETE FROM configuration_version");
    const auto file = setting.folder.write("hospital.toml", "port = 1\n");
    const auto save = [&](const char* cause) {
        return versions::save(setting.server, file, cause, setting.clock.now());
    };
    const auto first = save("start");
    CHECK(save("reload") == first);  // nothing has changed
    setting.folder.write("hospital.toml", "port = 2\n");
    CHECK(save("reload") != first);
    setting.folder.write("hospital.toml", "port = 3 # not yet run with\n");
    const auto mode = std::filesystem::status(file).permissions();
    versions::restore(setting.server, file, versions::find(setting.server, first).value(), setting.clock.now());
    CHECK(test::read_text(file) == "port = 1\n");
    CHECK(std::filesystem::status(file).permissions() == mode);
    const auto all = versions::list(setting.server);
    REQUIRE(all.size() == 4);  // 1, 2, what lay there when it was restored, 1 again
    CHECK(versions::find(setting.server, all[1].id)->content == "port = 3 # not yet run with\n");
    CHECK(all[0].cause == "restore");
    CHECK(all[3].cause == "start");
    CHECK(!all[3].author.empty());
    CHECK(all[3].saved_at == setting.clock.now());
    CHECK(!versions::find(setting.server, 4711));
    CHECK_THROWS(versions::save(setting.server, "/nowhere/at/all", "start", setting.clock.now()));
}
