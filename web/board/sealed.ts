// The two forms of JWE that a board accepts: `dir` for its own key, `ECDH-ES` for an arrival (RFC 7518 sections 4.5 and
// 4.6), both with A256GCM. Whatever differs is refused before a key is touched.
import { compactDecrypt } from "jose/jwe/compact/decrypt";

async function open(compact: string, key: CryptoKey, algorithm: string): Promise<Uint8Array> {
  const allowed = { keyManagementAlgorithms: [algorithm], contentEncryptionAlgorithms: ["A256GCM"], maxDecompressedLength: 0 };
  return (await compactDecrypt(compact, key, allowed)).plaintext;
}

/** The wrapped form: the key is given. */
export const openDirect = (compact: string, key: CryptoKey) => open(compact, key, "dir");

/** An arrival: `key` is the board's private one (ECDH P-256, deriveBits). */
export const openAgreed = (compact: string, key: CryptoKey) => open(compact, key, "ECDH-ES");
