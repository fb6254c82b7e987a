#pragma once
// People for the past of a hospital: names as often as names are, each with the words that the archive is searched by.
#include <cstddef>
#include <iosfwd>

namespace vorab::bench {

/// A line for each: family name, given name, birth date, and of both names the word and its sound, with tabs between.
void write_people(std::size_t count, std::ostream& to);

}  // namespace vorab::bench
