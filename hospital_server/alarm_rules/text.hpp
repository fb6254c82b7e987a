#pragma once
// What stands on the handset. A pattern has placeholders for members of the arrival, which holds no name, no birth date
// and no address, and for nothing else: so none of them can get in. The arrival's free text is left out too.
//   "{keyword}[, an {eta}][, {age} J.]": what stands in brackets goes when a placeholder in it has no value.
#include <string>
#include <string_view>
#include <vector>

#include "common/core/result.hpp"
#include "common/envelope/arrival.hpp"
#include "hospital_server/alarm_rules/wall_time.hpp"

namespace vorab::hospital_server::alarm_rules {

class TextPattern {
  public:
    /// malformed: a placeholder that does not exist, or brackets that do not match.
    static core::Result<TextPattern> parse(std::string_view text);

    /// For one arrival, at the moment when it rings: {minutes} counts from `now`.
    std::string fill(const envelope::Arrival& arrival, core::Timestamp now, WallClock wall) const;

  private:
    struct Piece {
        std::string literal;
        std::string placeholder;  ///< empty: a literal
        int group = 0;            ///< which brackets it stands in, from 1; 0: in none
    };
    std::vector<Piece> pieces_;
};

/// Every placeholder that there is, for messages: "{keyword}, {code}, ..."
core::PublicText all_placeholders();

}  // namespace vorab::hospital_server::alarm_rules
