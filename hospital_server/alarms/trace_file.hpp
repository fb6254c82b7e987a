#pragma once
// What goes to an alarm server and back, for a person who compares. Two files at most: when the one is full it becomes
// FILE.1, in place of what was there, so that a trace that is forgotten fills no disk.
#include <filesystem>
#include <fstream>
#include <string_view>

namespace vorab::hospital_server::alarms {

class TraceFile {
  public:
    /// Appends to what is there. Only this program's user may read it.
    TraceFile(std::filesystem::path path, std::uintmax_t longest);

    /// Whole, in one of the two files. What cannot be written is left out: a trace never holds up an alarm.
    void append(std::string_view lines);

  private:
    void open();

    std::filesystem::path path_;
    std::uintmax_t longest_;
    std::uintmax_t size_ = 0;
    std::ofstream file_;
};

}  // namespace vorab::hospital_server::alarms
