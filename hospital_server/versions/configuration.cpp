#include "hospital_server/versions/configuration.hpp"

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <pwd.h>
#include <stdexcept>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "common/signing/hash.hpp"

namespace vorab::hospital_server::versions {
namespace {
using database::Connection;

std::string read(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>{stream}, {}};
}

struct stat status_of(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) throw std::runtime_error("cannot read " + file.string());
    return status;
}

std::string owner_of(const std::filesystem::path& file) {
    const auto user = status_of(file).st_uid;
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found);
    return found ? std::string{found->pw_name}.substr(0, 64) : "user " + std::to_string(user);
}

std::int64_t insert(Connection& connection, const std::string& author, const std::string& cause,
                    const std::string& content, core::Timestamp now) {
    const auto digest = signing::sha256(core::bytes_of(content));
    const auto newest =
        connection.query_one("SELECT id, sha256 FROM configuration_version ORDER BY id DESC LIMIT 1 FOR UPDATE");
    if (newest && newest->bytes(1) == core::BytesView{digest}) return newest->integer(0);
    connection.execute(
        "INSERT INTO configuration_version (saved_at, author, cause, sha256, content) VALUES (?, ?, ?, ?, ?)",
        {database::to_sql(now), author, cause, core::BytesView{digest}, content});
    return static_cast<std::int64_t>(connection.last_insert_id());
}

/// Beside it first, with its owner and mode, then in its place: a crash leaves the old one or the new one.
void replace(const std::filesystem::path& file, const std::string& content) {
    const auto before = status_of(file);
    const std::filesystem::path beside = file.string() + ".restored";
    std::ofstream out{beside, std::ios::binary | std::ios::trunc};
    out << content;
    out.close();
    const bool written = out && ::chmod(beside.c_str(), before.st_mode & 07777U) == 0 &&
                         ::chown(beside.c_str(), before.st_uid, before.st_gid) == 0;
    if (!written) throw std::system_error(errno, std::generic_category(), "cannot write " + beside.string());
    std::filesystem::rename(beside, file);
}

Version version_of(const database::Row& row) {
    return {row.integer(0), database::timestamp_of(row, 1), row.text(2), row.text(3), row.text(4)};
}
}  // namespace

std::int64_t save(Connection& connection, const std::filesystem::path& file, const std::string& cause,
                  core::Timestamp now) {
    database::Transaction transaction{connection};
    const auto id = insert(connection, owner_of(file), cause, read(file), now);
    transaction.commit();
    return id;
}

std::vector<Version> list(Connection& connection) {
    std::vector<Version> versions;
    for (const auto& row :
         connection.query("SELECT id, saved_at, author, cause, '' FROM configuration_version ORDER BY id DESC")) {
        versions.push_back(version_of(row));
    }
    return versions;
}

std::optional<Version> find(Connection& connection, std::int64_t id) {
    const auto row = connection.query_one(
        "SELECT id, saved_at, author, cause, content FROM configuration_version WHERE id = ?", {id});
    if (!row) return std::nullopt;
    return version_of(*row);
}

void restore(Connection& connection, const std::filesystem::path& file, const Version& version, core::Timestamp now) {
    database::Transaction transaction{connection};
    insert(connection, owner_of(file), "restore", read(file), now);
    replace(file, version.content);
    insert(connection, owner_of(file), "restore", version.content, now);
    transaction.commit();
}
}  // namespace vorab::hospital_server::versions
