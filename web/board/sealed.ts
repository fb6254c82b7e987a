// Opens JWE compact (RFC 7516) in the only two forms a board accepts: `dir` for its own key, `ECDH-ES` on P-256 for an
// arrival (RFC 7518 section 4.6), both with A256GCM. All cryptography is the browser's; whatever differs is refused.
// A general JOSE library would be a third of the page's size; the tests seal with one.

const utf8 = new TextEncoder();
const GCM_IV = 12;
const GCM_TAG = 16;

interface Header {
  alg: string;
  enc: string;
  epk?: JsonWebKey;
  apu?: string;
  apv?: string;
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(base64url)) throw new Error("not base64url");
  return Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
}

function headerOf(encoded: string): Header {
  const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes(encoded)));
  if (header.enc !== "A256GCM" || "zip" in header || "crit" in header) throw new Error("a form that is not accepted");
  return header;
}

async function openWith(key: CryptoKey, parts: string[]): Promise<Uint8Array> {
  const [protectedHeader = "", encryptedKey, iv = "", ciphertext = "", tag = ""] = parts;
  const nonce = bytes(iv);
  const seal = bytes(tag);
  if (parts.length !== 5 || encryptedKey !== "" || nonce.length !== GCM_IV || seal.length !== GCM_TAG) throw new Error("no such JWE");
  const body = bytes(ciphertext);
  const sealed = new Uint8Array(body.length + GCM_TAG);
  sealed.set(body);
  sealed.set(seal, body.length);
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: utf8.encode(protectedHeader) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed));
}

/** The wrapped form: `alg` is `dir`, the key is given. */
export async function openDirect(compact: string, key: CryptoKey): Promise<Uint8Array> {
  const parts = compact.split(".");
  if (headerOf(parts[0] ?? "").alg !== "dir") throw new Error("not sealed directly");
  return openWith(key, parts);
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

const prefixed = (data: Uint8Array) => [uint32(data.length), data];

/** Concat KDF of NIST SP 800-56A for one round: 256 bits, as A256GCM needs. */
async function agreedKey(header: Header, key: CryptoKey): Promise<CryptoKey> {
  const { kty, crv, x, y } = header.epk ?? {};
  if (kty !== "EC" || crv !== "P-256" || !x || !y) throw new Error("no ephemeral key");
  const theirs = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, { name: "ECDH", namedCurve: "P-256" }, false, []);
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, key, 256));
  const input = [
    uint32(1), shared, ...prefixed(utf8.encode(header.enc)), ...prefixed(bytes(header.apu ?? "")), ...prefixed(bytes(header.apv ?? "")),
    uint32(256),
  ];
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(input as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  return crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["decrypt"]);
}

/** An arrival: `alg` is `ECDH-ES`, `key` the board's private one (ECDH P-256, deriveBits). */
export async function openAgreed(compact: string, key: CryptoKey): Promise<Uint8Array> {
  const parts = compact.split(".");
  const header = headerOf(parts[0] ?? "");
  if (header.alg !== "ECDH-ES") throw new Error("not sealed by key agreement");
  return openWith(await agreedKey(header, key), parts);
}
