#pragma once
// An attachment as a record names it, with chunks of eight bytes.
#include "common/sealing/attachment.hpp"
#include "tests/hospital_server/setting.hpp"

namespace vorab::test {

struct Attached {
    std::string content = "twenty bytes of ECG.";
    sealing::AttachmentKey key = sealing::new_attachment_key();
    core::AttachmentId id = core::AttachmentId::parse("019bc1bd-cc80-7000-8000-000000000001").value();

    core::Bytes sealed(std::uint32_t i) const {
        return sealing::seal_chunk(key, i, i == 2, core::bytes_of(std::string_view{content}.substr(i * 8, 8)));
    }
    std::string ciphertext_sha256() const { return core::to_hex(signing::sha256(sealed(0) + sealed(1) + sealed(2))); }
    boost::json::object described() const {
        return {{"id", id.str().c_str()},
                {"kind", "ecg_pdf"},
                {"media_type", "application/pdf"},
                {"name", "ecg.pdf"},
                {"size", content.size()},
                {"sha256", core::to_hex(signing::sha256(core::bytes_of(content))).c_str()},
                {"ciphertext_sha256", ciphertext_sha256().c_str()},
                {"chunk_size", 8},
                {"key", core::to_base64url(key.key.view()).c_str()},
                {"nonce_prefix", core::to_base64url(key.nonce_prefix).c_str()}};
    }
};
}  // namespace vorab::test
