#pragma once
// The throw-away authority under the name that tests know it by.
#include "tools/authority/authority.hpp"

namespace vorab::test {
using authority::Authority;
using authority::Issue;
}  // namespace vorab::test
