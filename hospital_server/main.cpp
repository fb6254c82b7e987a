#include "common/program/program.hpp"
#include "hospital_server/admin/command_line.hpp"
#include "hospital_server/app.hpp"

int main(int argc, char** argv) {
    using namespace vorab::hospital_server;
    const vorab::program::Program<App, Config> program{.name = "vorab-hospital",
                                                       .usage = usage,
                                                       .flags = {"keep-password"},
                                                       .read_config = read_config,
                                                       .administer = administer};
    return program.main(argc, argv);
}
