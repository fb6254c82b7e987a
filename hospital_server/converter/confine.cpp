#include "hospital_server/converter/confine.hpp"

#include <array>
#include <memory>
#include <seccomp.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace vorab::hospital_server::converter {
namespace {
constexpr rlim_t memory = rlim_t{768} * 1024 * 1024;
constexpr rlim_t seconds = 15;
// The sanitizers reserve terabytes of addresses and ask the system for what the filter forbids: such a build, which is
// never shipped, is confined by the other limits alone.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

void limit(__rlimit_resource what, rlim_t most) {
    const rlimit both{most, most};
    if (::setrlimit(what, &both) != 0) throw std::runtime_error("a limit cannot be set");
}

void limit_resources() {
    if (!sanitized) limit(RLIMIT_AS, memory);
    limit(RLIMIT_CPU, seconds);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NPROC, 0);
}

[[maybe_unused]] void allow_only_what_computing_needs() {
    const std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter{seccomp_init(SCMP_ACT_KILL_PROCESS), seccomp_release};
    if (!filter) throw std::runtime_error("no filter for system calls");
    constexpr std::array allowed{
        SCMP_SYS(read),    SCMP_SYS(write),        SCMP_SYS(exit_group), SCMP_SYS(exit),
        SCMP_SYS(brk),     SCMP_SYS(mmap),         SCMP_SYS(munmap),     SCMP_SYS(mremap),
        SCMP_SYS(madvise), SCMP_SYS(rt_sigreturn), SCMP_SYS(futex),      SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(getpid),  SCMP_SYS(gettid),       SCMP_SYS(tgkill),     SCMP_SYS(clock_gettime)};
    for (const int call : allowed) {
        if (seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) != 0)
            throw std::runtime_error("a system call cannot be allowed");
    }
    if (seccomp_load(filter.get()) != 0) throw std::runtime_error("the filter for system calls cannot be loaded");
}
}  // namespace

void confine() {
    constexpr unsigned first_not_ours = 3;
    if (::close_range(first_not_ours, ~0U, 0) != 0) throw std::runtime_error("files stay open");
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        throw std::runtime_error("privileges cannot be dropped");
    limit_resources();
    if (!sanitized) allow_only_what_computing_needs();
}
}  // namespace vorab::hospital_server::converter
