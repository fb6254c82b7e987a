#include "common/program/program.hpp"
#include "gateway/admin/command_line.hpp"
#include "gateway/app.hpp"

int main(int argc, char** argv) {
    using namespace vorab::gateway;
    const vorab::program::Program<App, Config> program{.name = "vorab-gateway",
                                                       .usage = usage,
                                                       .flags = {"keep-password"},
                                                       .read_config = read_config,
                                                       .administer = administer};
    return program.main(argc, argv);
}
