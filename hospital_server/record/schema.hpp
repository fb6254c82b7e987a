#pragma once
// JSON Schema 2020-12 as schemas/*.schema.json use it: a stated subset of the keywords. A schema with any other keyword
// does not compile, so nothing is silently left unchecked. Held against an independent validator by tests/schemas.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "common/core/result.hpp"

namespace vorab::hospital_server::record {

class Schema {
  public:
    /// `documents` are schema texts that may refer to each other by $id; `root` is the $id of the one to validate by.
    /// Throws std::logic_error for a schema that is not of the subset: a mistake of ours.
    static Schema compile(const std::vector<std::string_view>& documents, std::string_view root);
    Schema(Schema&&) noexcept;
    ~Schema();

    /// schema_violation with the JSON pointer of the first part that is wrong, and what is expected there. Array
    /// positions stand in the pointer, names only where the schema knows them: the detail holds no word of the input.
    core::Result<void> check(const boost::json::value& value) const;
    core::Result<void> check(const boost::json::object& object) const;

  private:
    friend class SchemaCompiler;
    struct Node;
    struct State;
    explicit Schema(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The published record schema with all it refers to, compiled in.
const Schema& record_schema();

}  // namespace vorab::hospital_server::record
