#pragma once
// Names in one spelling: lower case, without accents, "ä" as "ae". So MÜLLER, Mueller and müller are equal, and René
// and Rene are. Only for comparing and searching: nobody is shown a folded name.
#include <string>
#include <string_view>
#include <vector>

namespace vorab::names {

/// `text` is UTF-8; composed and decomposed letters fold alike. What is neither letter nor digit becomes one space
/// between words, an apostrophe nothing ("O'Neill" is "oneill"). Letters of other scripts stay as they are. A byte that
/// is not UTF-8 counts as a space.
std::string fold(std::string_view text);

/// The words of fold(text), in order: "Müller-Lüdenscheidt" is {"mueller", "luedenscheidt"}.
std::vector<std::string> words(std::string_view text);

}  // namespace vorab::names
