#pragma once
// The one place that names Catch2's header, so that version 3 is a change of one file.
#include <catch2/catch.hpp>
