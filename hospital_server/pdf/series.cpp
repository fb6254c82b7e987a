#include "hospital_server/pdf/series.hpp"

#include <algorithm>
#include <array>

#include "hospital_server/pdf/said.hpp"

namespace vorab::hospital_server::pdf {
namespace json = boost::json;
namespace {
struct Known {
    std::string_view code;
    std::string_view german;
};
constexpr std::array<Known, 15> known{{{"8480-6", "RR syst."},
                                       {"8462-4", "RR diast."},
                                       {"8478-0", "RR mittel"},
                                       {"8867-4", "HF"},
                                       {"59408-5", "SpO₂"},
                                       {"2708-6", "SaO₂"},
                                       {"9279-1", "AF"},
                                       {"19891-1", "etCO₂"},
                                       {"19889-5", "etCO₂"},
                                       {"8310-5", "Temp."},
                                       {"2339-0", "BZ"},
                                       {"72514-3", "NRS"},
                                       {"9269-2", "GCS"},
                                       {"20564-1", "CO-Hb"},
                                       {"29463-7", "Gewicht"}}};

std::size_t place_of(std::string_view code) {
    return static_cast<std::size_t>(std::distance(known.begin(), std::ranges::find(known, code, &Known::code)));
}

Series& series_for(std::vector<Series>& all, const json::object& measured) {
    const auto code = text_in(measured, "code"), unit = unit_text(text_in(measured, "unit"));
    for (auto& series : all) {
        if (series.code == code && series.unit == unit) return series;
    }
    const auto place = place_of(code);
    const auto name = place < known.size() ? std::string{known[place].german} : text_in(measured, "name");
    return all.emplace_back(Series{code, name, unit, {}});
}
}  // namespace

std::vector<Series> series_of(const json::array& measurements) {
    std::vector<Series> all;
    for (const auto& one : measurements) {
        const auto& measured = one.as_object();
        const auto at = time_in(measured, "at");
        if (at)
            series_for(all, measured)
                .values.push_back({*at, measured.at("value").to_number<double>(), text_in(measured, "flag")});
    }
    for (auto& series : all) std::ranges::stable_sort(series.values, {}, &Value::at);
    std::ranges::stable_sort(all, {}, [](const Series& series) { return place_of(series.code); });
    return all;
}

const Series* find_series(const std::vector<Series>& all, std::string_view code) {
    const auto found = std::ranges::find(all, code, &Series::code);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace vorab::hospital_server::pdf
