// Verifies the hospital's receipt: node receipt.mjs answer.json envelope.jose. Ends with 0 only if it holds for these very bytes.
import { createHash, webcrypto, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as jose from 'jose';

globalThis.crypto ??= webcrypto; // Node 18 has it, but not as a global

const authority = new X509Certificate(readFileSync(process.env.VORAB_HOSPITAL_CA));
const { receipt } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const envelope = readFileSync(process.argv[3]);
const { slip } = jose.decodeProtectedHeader(envelope.toString());

/** The hospital's key, from the certificate that the receipt brings, if the authority that we know has issued it. */
function signer({ x5c }) {
  const certificate = new X509Certificate(Buffer.from(x5c[0], 'base64'));
  const now = new Date();
  const holds = certificate.checkIssued(authority) && certificate.verify(authority.publicKey)
    && new Date(certificate.validFrom) <= now && now <= new Date(certificate.validTo);
  if (!holds) throw new Error('signed by nobody that the hospital CA knows');
  return certificate.publicKey;
}
const { payload, protectedHeader } = await jose.compactVerify(receipt, signer, { algorithms: ['ES256', 'ES384', 'EdDSA'] });
const said = JSON.parse(new TextDecoder().decode(payload));
const digest = createHash('sha256').update(envelope).digest('hex');
if (protectedHeader.typ !== 'vorab-receipt' || said.transmission !== slip.transmission || said.case !== slip.case
    || said.mailbox !== slip.mailbox || said.sha256 !== digest) throw new Error('a receipt for something else');
console.log(JSON.stringify({ delivered: true, case: said.case, stored_at: said.stored_at }));
