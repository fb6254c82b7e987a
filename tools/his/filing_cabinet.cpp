#include "tools/his/filing_cabinet.hpp"

#include <algorithm>
#include <fstream>
#include <optional>

#include "common/core/encoding.hpp"

namespace vorab::his {
namespace {
bool is_file_name(std::string_view number) {
    return !number.empty() && std::ranges::all_of(number, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
}

/// OBX-5.5 of the first OBX of type ED: base64, in either dialect of what stands before it.
std::optional<std::string_view> content_of(const hl7::Message& message) {
    for (auto i = message.find("OBX"); i < message.size(); i = message.find("OBX", i + 1)) {
        const auto obx = message.segment(i);
        const auto content = obx[5][0][5];
        if (obx[2].raw() == "ED" && !content.empty()) return content.raw();
    }
    return std::nullopt;
}

bool withdraws(const hl7::Message& message) {
    return message.get("MSH", 9, 0, 2) == "T11" || message.get("OBR", 25) == "X";
}
}  // namespace

FilingCabinet::FilingCabinet(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
}

bool FilingCabinet::file(const hl7::Message& message) const {
    const auto number = message["TXA"].missing() ? message.get("OBR", 3) : message.get("TXA", 12);
    const auto former = message.get("TXA", 13);
    const auto content = content_of(message);
    if (!content && !withdraws(message)) return true;
    if (!is_file_name(number) || (!former.empty() && !is_file_name(former))) return false;
    const auto path_of = [this](std::string_view of) { return folder_ / (std::string{of} + ".pdf"); };
    if (withdraws(message)) return std::filesystem::remove(path_of(number)), true;
    const auto bytes = core::from_base64(*content);
    if (!bytes) return false;
    std::ofstream file{path_of(number), std::ios::binary};
    file << core::text_of(*bytes) << std::flush;
    if (!file) throw std::runtime_error("cannot write to " + folder_.string());
    if (!former.empty()) std::filesystem::remove(path_of(former));
    return true;
}
}  // namespace vorab::his
