// The conformance kit's other side: our reference sender and our samples get through every lesson; and whatever a sender does
// wrong is found out, shown on the sample with one line of it spoilt.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { check, file, finish, system } from './flow.mjs';

const folder = file('conformance_sender');
const samples = `${system.root}/docs/samples/javascript`;
const record = `${system.root}/schemas/examples/stroke.json`;
const pictures = ['face.png', 'scene.mp4'].map((name) => `${system.root}/schemas/examples/attachments/${name}`).join(' ');
mkdirSync(folder, { recursive: true });
symlinkSync(`${system.root}/tests/node_modules`, `${folder}/node_modules`);

let runs = 0;
/** Runs the kit against a command; what it found, by id. */
function examine(command, only = []) {
  const place = `${folder}/${(runs += 1)}`;
  mkdirSync(place);
  const words = ['sender', '--listen', '0', '--folder', place, '--run', command, '--report', `${place}/report.json`, '--seconds', '30'];
  return new Promise((done) => {
    const ran = spawn(`${system.programs}/vorab-conformance`, [...words, ...only.flatMap((id) => ['--only', id])]);
    let said = '';
    for (const stream of [ran.stdout, ran.stderr]) stream.on('data', (piece) => { said += piece; });
    ran.once('close', (exit) => {
      const found = JSON.parse(readFileSync(`${place}/report.json`, 'utf8'));
      done({ exit, said, found, by: Object.fromEntries(found.checks.map((one) => [one.id, one])) });
    });
  });
}
const of = (verdict, { found }) => found.checks.filter((one) => one.verdict === verdict).map(({ id }) => id);

const ambulance = [`${system.programs}/vorab-ambulance`, 'send', record, '--gateway $VORAB_GATEWAY --client $VORAB_CLIENT --secret-file $VORAB_SECRET_FILE',
  '--ca $VORAB_CA --hospital-ca $VORAB_HOSPITAL_CA --signing-key $VORAB_SIGNING_KEY --certificate $VORAB_CERTIFICATE --mailbox $VORAB_MAILBOX --wait 10'].join(' ');

const NO_ATTACHMENTS = ['lesson.chunks', 'attachment.media-type', 'attachment.sealed'];

// A place where `jose` is found, for the sample as it is and for the spoilt ones.
function spoilt(name, changes) {
  const place = `${folder}/${name}`;
  cpSync(samples, place, { recursive: true });
  for (const [path, from, to] of changes) {
    const text = readFileSync(`${place}/${path}`, 'utf8');
    assert(text.includes(from), `the sample has no "${from}" any more`);
    writeFileSync(`${place}/${path}`, text.replaceAll(from, to));
  }
  return `node ${place}/send.mjs ${record} ${pictures}`;
}

const esbuild = `${system.root}/web/node_modules/.bin/esbuild`;
const built = `${folder}/typescript.mjs`;
const source = `${folder}/typescript/send.ts`;
cpSync(`${system.root}/docs/samples/typescript`, `${folder}/typescript`, { recursive: true });
spawnSync(esbuild, [source, '--bundle', '--platform=node', '--format=esm', '--target=node18', `--outfile=${built}`, '--log-level=error']);
const typescript = `NODE_EXTRA_CA_CERTS=$VORAB_CA node ${built} ${record}`;

const whole = await Promise.all([examine(ambulance), examine(spoilt('as-it-is', [])), examine(typescript)]);
for (const [at, name, skipped] of [[0, 'the reference sender', []], [1, 'the JavaScript sample', []], [2, 'the TypeScript sample', NO_ATTACHMENTS]]) {
  await check(`${name} gets through every lesson, and no letter of it has a fault`, () => {
    assert.deepEqual([of('failed', whole[at]), of('skipped', whole[at])], [[], skipped], whole[at].said.slice(-900));
    assert.equal(whole[at].exit, 0);
  });
}

const S = 'send.mjs';
const A = 'attach.mjs';
/** The id that must be found out, what is spoilt, and the lesson in which it shows. */
const FAULTS = [
  ['lesson.delivered', [[S, 'process.argv.slice(2);', 'process.argv.slice(2); process.exit(3);']]],
  ['lesson.unavailable', [[S, '502, 503, 504]', '502, 504]']]],
  ['lesson.unavailable', [[S, 'await pause(Number(answer', 'letter = await pack(record, recipient); await pause(Number(answer']]],
  ['lesson.retry-after', [[S, "Number(answer.headers['retry-after']) || attempt", '0.1']]],
  ['lesson.slow', [[S, 'timeout: 20_000', 'timeout: 300'], [S, '[0, 429', '[429']]],
  ['lesson.cut', [[S, '[0, 429', '[429']]],
  ['lesson.token', [[S, 'if (answer.status === 401) {\n      await signIn();', 'if (answer.status === 401) {']]],
  ['lesson.rotation', [[S, 'recipient = await findRecipient(); // the', '// the']]],
  ['lesson.parked', [[S, 'return waitForReceipt(letter);', 'return letter.slip;']]],
  ['lesson.conflict', [[S, 'letter = await pack(record, recipient); // this', '// this']]],
  ['lesson.refused', [[S, 'fail(`refused for good', 'await pause(0); console.log(`refused for good']]],
  ['lesson.forged-receipt', [[S, 'compactVerify(receipt, ({ x5c }) => ownHospital(x5c)', "compactVerify(receipt, ({ x5c }) => new X509Certificate(Buffer.from(x5c[0], 'base64')).publicKey"]]],
  ['lesson.foreign-receipt', [[S, ' && said.sha256 === digest', '']]],
  ['lesson.other-hospital', [[S, "fail('signed by another hospital than the mailbox\\'s own')", 'certificate.publicKey']]],
  ['lesson.no-receipt', [[S, "if (!receipt) fail('no receipt');", 'if (!receipt) return slip;']]],
  ['lesson.foreign-key', [[S, 'const certificate = trusted(key.x5c);', "const certificate = new X509Certificate(Buffer.from(key.x5c[0], 'base64'));"]]],
  ['lesson.other-mailbox-key', [[S, "fail('the key was certified for another mailbox')", '0']]],
  ['lesson.outdated-key', [[S, 'mailbox.keys.find(({ use_until }) => new Date(use_until) > new Date())', 'mailbox.keys[0]']]],
  ['lesson.foreign-board-key', [[S, 'compactVerify(statement, ({ x5c }) => ownHospital(x5c)', "compactVerify(statement, ({ x5c }) => new X509Certificate(Buffer.from(x5c[0], 'base64')).publicKey"]]],
  ['lesson.chunks', [[A, 'round <= 10', 'round <= 1']]],
  ['token.form', [[S, 'grant_type=client_credentials', 'grant_type=password']]],
  ['token.used', [[S, '`Bearer ${token}`', '`Bearer x${token}`']]],
  ['token.kept', [[S, 'let letter = await pack', 'await signIn(); let letter = await pack']]],
  ['http.calls', [[S, "'/v1/mailboxes', bearer()", "'/v1/mailboxes', bearer()); await call('GET', '/v2/mailboxes', bearer()"]]],
  ['http.front', [[S, '`Bearer ${token}` }', '`Bearer ${token}`, \'x-much\': \'x\'.repeat(9000) }']]],
  ['http.media-type', [[S, "'application/jose'", "'application/json'"]]],
  ['envelope.form', [[S, "enc: 'A256GCM', kid", "enc: 'A128GCM', kid"]]],
  ['envelope.key', [[S, 'kid: recipient.kid', "kid: 'x'.repeat(43)"]]],
  ['envelope.opens', [[S, 'return { slip: record.slip, body };', "return { slip: record.slip, body: `${body.slice(0, -8)}AAAAAAAA` };"]]],
  ['record.signed', [[S, "typ: 'vorab-record', x5c", "typ: 'JWS', x5c"]]],
  ['record.slip', [[S, "slip: record.slip }).encrypt", 'slip: { ...record.slip, sequence: 7 } }).encrypt']]],
  ['record.schema', [[S, 'record.slip = {', "record.patient.nickname = 'x'; record.slip = {"]]],
  ['slip.form', [[S, '& 0x0f) | 0x70', '& 0x0f) | 0x40']]],
  ['slip.private', [[S, 'const { board, ...rest } = record.slip;', 'const { board, ...rest } = record.slip; rest.sender = { ...rest.sender, callsign: record.patient.family_name };']]],
  ['slip.private', [[S, "'content-type': 'application/jose' }", "'content-type': 'application/jose', 'x-patient': record.patient.birth_date }"]]],
  ['slip.clock', [[S, 'created_at: new Date().toISOString()', 'created_at: new Date(Date.now() - 300_000).toISOString()']]],
  ['board.sealed', [[S, 'utf8(JSON.stringify(record.arrival))', "utf8(JSON.stringify({ keyword: 'x' }))"]]],
  ['attachment.media-type', [[A, 'application/octet-stream', 'image/png']]],
  ['attachment.sealed', [[A, 'nonce[11] = last ? 1 : 0;', '']]],
  ['attachment.sealed', [[A, 'sha256(chunks)', 'sha256([plain])']]],
];

async function findOut([id, changes], at) {
  const lesson = id.startsWith('lesson.') ? id : 'lesson.delivered';
  const ran = await examine(spoilt(`spoilt-${at}`, changes), [lesson]);
  await check(`found out: ${id}, by ${changes.map(([, from]) => from.trim().slice(0, 40)).join(' and ')}`, () => {
    assert.equal(ran.by[id]?.verdict, 'failed', ran.said.slice(-900));
    assert.equal(ran.exit, 1);
  });
}
const waiting = FAULTS.map((fault, at) => [fault, at]);
await Promise.all(Array.from({ length: 4 }, async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) await findOut(...next);
}));
await check('every lesson and every standing rule has been seen to fail', () => {
  const named = new Set(FAULTS.map(([id]) => id));
  assert.deepEqual(whole[1].found.checks.map(({ id }) => id).filter((id) => !named.has(id)), []);
});
finish();
