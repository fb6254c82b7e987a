// The licence key of the handbook's form, e.g. c2BdX-wlmny-NEiQA-t9vWT, and what is derived from it: a proof for the
// server, and a key that opens the board's private key and never leaves this function.
import { openDirect } from "./sealed";

const SALT = "vorab-board-v1";
const ascii = (text: string) => new TextEncoder().encode(text);

/** The twenty characters without dashes and spaces, or null where it is no licence key. Case matters. */
export function normalised(typed: string): string | null {
  const key = typed.replace(/[-\s\u2010-\u2015]/g, "");
  return /^[0-9A-Za-z]{20}$/.test(key) ? key : null;
}

const hkdf = (info: string) => ({ name: "HKDF", hash: "SHA-256", salt: ascii(SALT), info: ascii(info) });

const secret = (key: string) => crypto.subtle.importKey("raw", ascii(key), "HKDF", false, ["deriveBits", "deriveKey"]);

function base64url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

/** What the server may see: it stores only a hash of it. */
export async function proofOf(key: string): Promise<string> {
  return base64url(await crypto.subtle.deriveBits(hkdf("proof"), await secret(key), 256));
}

/** Opens the board's private key (JWE compact, dir, A256GCM) as a key that script can use but never read. */
export async function openBoardKey(key: string, wrapped: string): Promise<CryptoKey> {
  const wrappingKey = await crypto.subtle.deriveKey(
    hkdf("wrap"), await secret(key), { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const plaintext = await openDirect(wrapped, wrappingKey);
  const { kty, crv, x, y, d } = JSON.parse(new TextDecoder().decode(plaintext));
  plaintext.fill(0);
  return crypto.subtle.importKey("jwk", { kty, crv, x, y, d }, { name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
}
