#pragma once
// A record while it is put on paper: remembers what has been shown, so that whatever no section asked for is printed at
// the end. Nothing that was sent is left out.
#include <set>
#include <string>

#include <boost/json/object.hpp>

#include "hospital_server/pdf/flow.hpp"

namespace vorab::hospital_server::pdf {

class Reading {
  public:
    explicit Reading(const boost::json::object& record) : record_(record) {}

    /// A member of a group ("patient", "sex"), now shown; an empty object or array or null when it was not sent.
    const boost::json::value& take(std::string_view group, std::string_view member);
    const boost::json::object& take_object(std::string_view group, std::string_view member);
    const boost::json::array& take_array(std::string_view group, std::string_view member);
    std::string take_text(std::string_view group, std::string_view member);
    /// Groups that are lists.
    const boost::json::array& take_list(std::string_view group);
    /// A group that is one text.
    std::string take_line(std::string_view group);
    /// Looks without showing.
    const boost::json::value& look(std::string_view group, std::string_view member) const;

    /// The member with its German label, said in one run of text.
    Fact fact(std::string_view group, std::string_view member, std::string_view label = {});
    void add(Facts& to, std::string_view group, std::initializer_list<const char*> members);

    /// What has not been shown, group by group.
    struct Rest {
        std::string title;
        Facts facts;
    };
    std::vector<Rest> rest() const;

  private:
    bool is_shown(std::string_view group, std::string_view member) const;

    const boost::json::object& record_;
    std::set<std::string, std::less<>> shown_;
};

}  // namespace vorab::hospital_server::pdf
