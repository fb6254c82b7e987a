#pragma once
// Which process is sending a job. So that what a killed process had in its hands is sent at once by its successor,
// not when a lease ends (docs/decisions/outbox.md).
#include <string>

namespace vorab::outbox {

/// Host, process id, and the moment it began in ticks of the kernel: an id that is given again is another process.
std::string this_process();

/// True when `owner` was a process of this host and runs no more. Of other hosts nothing is known: false.
bool has_ended(const std::string& owner);

}  // namespace vorab::outbox
