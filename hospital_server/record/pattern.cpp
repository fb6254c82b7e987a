#include "hospital_server/record/pattern.hpp"

#include <charconv>
#include <limits>
#include <stdexcept>

namespace vorab::hospital_server::record {
namespace {
constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

[[noreturn]] void beyond_the_subset() {
    throw std::logic_error("a schema pattern is beyond the subset that is implemented");
}

/// Reads an expression from left to right.
class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}
    bool done() const { return at_ == text_.size(); }
    char peek() const { return done() ? '\0' : text_[at_]; }
    char take() {
        if (done()) beyond_the_subset();
        return text_[at_++];
    }
    bool take_if(char c) {
        if (done() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    std::size_t number(int base, std::size_t digits = unlimited) {
        std::size_t value = 0;
        const auto* first = text_.data() + at_;
        const auto* last = text_.data() + std::min(text_.size(), digits == unlimited ? text_.size() : at_ + digits);
        const auto [end, wrong] = std::from_chars(first, last, value, base);
        if (wrong != std::errc{}) beyond_the_subset();
        at_ += static_cast<std::size_t>(end - first);
        return value;
    }
    unsigned char character() {
        const char c = take();
        if (c != '\\') return static_cast<unsigned char>(c);
        if (take_if('x')) return static_cast<unsigned char>(number(16, 2));
        return static_cast<unsigned char>(take());
    }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
};

std::bitset<256> read_class(Reader& in) {
    std::bitset<256> bytes;
    const bool negated = in.take_if('^');
    while (!in.take_if(']')) {
        const unsigned char first = in.character();
        unsigned char last = first;
        if (in.peek() == '-') {
            in.take();
            if (in.peek() == ']') {
                bytes.set('-');
            } else {
                last = in.character();
            }
        }
        for (unsigned c = first; c <= last; ++c) bytes.set(c);
    }
    return negated ? ~bytes : bytes;
}
}  // namespace

Pattern::Pattern(std::string_view expression) {
    if (!expression.starts_with('^') || !expression.ends_with('$')) beyond_the_subset();
    Reader in{expression.substr(1, expression.size() - 2)};
    while (!in.done()) {
        Item item;
        if (std::string_view{"()|.?"}.find(in.peek()) != std::string_view::npos) beyond_the_subset();
        if (in.take_if('[')) {
            item.bytes = read_class(in);
        } else {
            item.bytes.set(in.character());
        }
        if (in.take_if('*')) {
            item.least = 0;
            item.most = unlimited;
        } else if (in.take_if('+')) {
            item.most = unlimited;
        } else if (in.take_if('{')) {
            item.least = item.most = in.number(10);
            if (in.take_if(',')) item.most = in.number(10);
            if (!in.take_if('}')) beyond_the_subset();
        }
        items_.push_back(item);
    }
}

bool Pattern::matches(std::string_view text) const { return matches_from(0, text); }

bool Pattern::matches_from(std::size_t index, std::string_view text) const {
    if (index == items_.size()) return text.empty();
    const Item& item = items_[index];
    std::size_t count = 0;
    while (count < item.most && count < text.size() && item.bytes.test(static_cast<unsigned char>(text[count])))
        ++count;
    if (count < item.least) return false;
    if (index + 1 == items_.size()) return count == text.size();
    for (std::size_t take = count + 1; take-- > item.least;) {  // as much as possible, then less
        if (matches_from(index + 1, text.substr(take))) return true;
    }
    return false;
}
}  // namespace vorab::hospital_server::record
