// Attachments: each under a key of its own, which travels inside the sealed record; the sealed chunks follow, in any order, as
// often as the line needs it.
import { createCipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';

const CHUNK = 256 * 1024; // what is lost at most when the line breaks; the contract allows up to 1 MiB
const TYPES = { '.jpg': ['photo', 'image/jpeg'], '.png': ['photo', 'image/png'], '.mp4': ['video', 'video/mp4'], '.pdf': ['protocol_pdf', 'application/pdf'] };
const sha256 = (pieces) => pieces.reduce((hash, piece) => hash.update(piece), createHash('sha256')).digest('hex');

/** AES-256-GCM; nonce = prefix (7 bytes), number (4, big-endian), 01 for the last chunk; no associated data; tag behind. */
function sealChunk(plain, key, prefix, number, last) {
  const nonce = Buffer.alloc(12);
  prefix.copy(nonce);
  nonce.writeUInt32BE(number, 7);
  nonce[11] = last ? 1 : 0;
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What goes into the record's `attachments[]`, and the sealed chunks. A file is read whole here: stream large ones. */
export function attachment(path) {
  const plain = readFileSync(path);
  const key = randomBytes(32);
  const prefix = randomBytes(7);
  const count = Math.max(1, Math.ceil(plain.length / CHUNK));
  const chunks = Array.from({ length: count }, (_, i) => sealChunk(plain.subarray(i * CHUNK, (i + 1) * CHUNK), key, prefix, i, i === count - 1));
  const [kind, media_type] = TYPES[extname(path)] ?? ['photo', 'image/jpeg'];
  const description = {
    id: randomUUID(), kind, media_type, name: basename(path), size: plain.length, sha256: sha256([plain]), chunk_size: CHUNK,
    key: key.toString('base64url'), nonce_prefix: prefix.toString('base64url'), ciphertext_sha256: sha256(chunks),
  };
  return { description, chunks };
}

/** After every trouble: ask what has arrived, send the rest. `call` throws when the line breaks. */
export async function upload(call, slip, { description, chunks }, pause) {
  const path = `/v1/mailboxes/${slip.mailbox}/cases/${slip.case}/attachments/${description.id}`;
  for (let round = 1; round <= 10; round += 1) {
    try {
      const status = await call('GET', path);
      const arrived = new Set(status.status === 200 ? status.json.chunks : []);
      for (const [number, chunk] of chunks.entries()) {
        if (arrived.has(number)) continue;
        const answer = await call('PUT', `${path}/chunks/${number}`, { 'content-type': 'application/octet-stream' }, chunk);
        if (answer.status < 300) arrived.add(number);
        else if (![429, 502, 503, 504].includes(answer.status)) throw new RangeError(`refused: ${answer.status} ${answer.json.detail}`);
        else await pause(Number(answer.headers['retry-after']) || round);
      }
      if (arrived.size === chunks.length) return;
    } catch (broken) {
      if (broken instanceof RangeError) throw broken;
      await pause(round);
    }
  }
  throw new Error(`${description.name}: not all of it arrived`);
}
