#pragma once
namespace vorab::hospital_server::converter {

/// From here on this process may compute, read what it has open and write it, and nothing else: no file, no socket, no
/// process, bounded memory and time. A system call outside of that ends it. Throws std::runtime_error when the kernel
/// refuses: then nothing may be read.
void confine();

}  // namespace vorab::hospital_server::converter
