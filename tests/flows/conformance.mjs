// The conformance kit: our gateway passes whole, and a gateway that does anything wrong is found out.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { call, check, file, finish, pem, system, until } from './flow.mjs';
import { saboteur, yesSayer } from './saboteur.mjs';
import { tokenBySecret } from './sender.mjs';

const folder = file('conformance');
mkdirSync(folder, { recursive: true });

/** Runs the kit; what it found, by id. */
function kit(words) {
  const report = `${folder}/report.json`;
  return new Promise((done) => {
    const ran = spawn(`${system.programs}/vorab-conformance`, [...words, '--report', report, '--html', `${folder}/report.html`]);
    let said = '';
    for (const stream of [ran.stdout, ran.stderr]) stream.on('data', (piece) => { said += piece; });
    ran.once('close', (exit) => {
      const found = exit === 2 ? { checks: [] } : JSON.parse(readFileSync(report, 'utf8'));
      done({ exit, said, found, by: Object.fromEntries(found.checks.map((one) => [one.id, one])) });
    });
  });
}

const settings = (gateway, client = system.client) => [
  'gateway', gateway, '--client', client, '--ca', `${system.pki}/server-ca.pem`, '--hospital-ca', `${system.pki}/hospital-ca.pem`,
  '--signing-key', `${system.pki}/ambulance.key`, '--certificate', `${system.pki}/ambulance.pem`, '--mailbox', system.mailbox,
];
const bySecret = (gateway) => [...settings(gateway), '--secret-file', `${system.folder}/secrets/client`, '--foreign-mailbox', system.other_mailbox];
const byAssertion = (gateway) => [...settings(gateway, system.assertion), '--assertion-key', `${system.pki}/assertion.key`];
const dispatching = (gateway) => [...settings(gateway, system.everything), '--secret-file', `${system.folder}/secrets/everything`, '--foreign-mailbox', system.other_mailbox];
const failed = ({ found }) => found.checks.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id);
const passed = ({ found }) => found.checks.filter(({ verdict }) => verdict === 'passed').map(({ id }) => id);

// The real one.

const authorization = `Bearer ${await tokenBySecret()}`;
await until('the other mailbox is known', async () => (await call('GET', `/v1/mailboxes/${system.other_mailbox}/cases/${'0'.repeat(32)}/attachments/11111111-2222-4333-8444-555555555555`, { headers: { authorization } })).status === 403);

const whole = await check('our gateway passes every check of the kit', async () => {
  const ran = await kit(bySecret(system.gateway));
  assert.deepEqual(ran.found.checks.filter(({ verdict }) => verdict === 'failed').map(({ id, found: words }) => [id, words]), []);
  assert.equal(ran.exit, 0);
  assert(ran.found.passed > 90);
  return ran;
});
await check('the page to hand over says the same and brings no script', () => {
  const page = readFileSync(`${folder}/report.html`, 'utf8');
  assert.match(page, new RegExp(`${whole.found.passed} passed, 0 failed`));
  assert.doesNotMatch(page, /<script/);
});
const assertions = await kit([...byAssertion(system.gateway), '--only', 'token']);
await check('and with private_key_jwt', () => assert.deepEqual([failed(assertions), assertions.by['token.assertion-once'].verdict], [[], 'passed']));
const dispatch = await kit([...dispatching(system.gateway), '--only', 'positions', '--only', 'assignments']);
await check('and what dispatch and capacity systems may do', () => assert.deepEqual(dispatch.found.checks.filter(({ verdict }) => verdict !== 'passed'), []));

// Those that are not.

const found = new Set();
const note = (ran) => failed(ran).forEach((id) => found.add(id));
const yes = await yesSayer();
await check('a server that says yes to everything passes nothing of HTTP but keep-alive', async () => {
  const ran = await kit([...bySecret(`https://localhost:${yes.port}`), '--only', 'http']);
  note(ran);
  assert.deepEqual(passed(ran), ['http.keep-alive']);
});
yes.close();

const proxy = await saboteur();
const url = `https://localhost:${proxy.port}`;
const problem = (answer) => /problem/.test(answer.headers['content-type'] ?? '');
async function sabotage(sentence, ids, bend, words = bySecret(url)) {
  await check(`found out: ${sentence}`, async () => {
    proxy.bend = bend;
    const ran = await kit([...words, ...ids.flatMap((id) => ['--only', id])]);
    note(ran);
    assert.equal(ran.exit, 1, ran.said.slice(-600));
    assert.deepEqual(failed(ran), ids);
    for (const id of ids) assert(ran.by[id].mend.length > 0 && ran.by[id].section.length > 0);
  });
}

await check('found out: a gateway that refuses nothing', async () => {
  proxy.bend = (answer) => { if (problem(answer)) Object.assign(answer, { status: 200, headers: { 'content-type': 'application/json' }, json: {} }); };
  const ran = await kit(bySecret(url));
  note(ran);
  for (const id of ['token.wrong-secret', 'bearer.none', 'bearer.own', 'bearer.changed', 'send.other-bytes', 'send.foreign-mailbox', 'record.stranger', 'record.two-slips'])
    assert.equal(ran.by[id].verdict, 'failed', id);
  const refusals = Object.keys(ran.by).filter((id) => /^(bearer|shape|record)\./.test(id));
  assert.deepEqual(refusals.filter((id) => ran.by[id].verdict === 'passed'), []);
});
await sabotage('a refusal of another name', ['shape.text'], (answer) => { if (problem(answer)) answer.json.type = 'urn:vorab:problem:internal'; });
await sabotage('a refusal with another status', ['shape.text'], (answer) => { if (problem(answer)) answer.status = 422; });
await sabotage('a refusal whose body has another status', ['shape.text'], (answer) => { if (problem(answer)) answer.json.status = 422; });
await sabotage('a refusal that is no problem+json', ['shape.text'], (answer) => { if (problem(answer)) answer.headers['content-type'] = 'application/json'; });
await sabotage('a refusal with a member of its own', ['shape.text'], (answer) => { if (problem(answer)) answer.json.stack = 'x'; });

await sabotage('metadata without jwks_uri', ['discovery.metadata'], (answer) => { delete answer.json.jwks_uri; });
await sabotage('a private key among the public ones', ['discovery.keys'], (answer) => { if (answer.json.keys) answer.json.keys[0].d = 'AAAA'; });
await sabotage('a token for an hour', ['token.given'], (answer) => { answer.json.expires_in = 3600; });
await sabotage('a token that may be cached', ['token.given'], (answer) => { delete answer.headers['cache-control']; });
await sabotage('a token by a key that is not published', ['token.signed'], (answer) => { if (answer.json.keys) answer.json.keys[0].kid = 'x'; });
await sabotage('401 without a challenge', ['token.wrong-secret', 'bearer.none', 'bearer.basic'], (answer) => { delete answer.headers['www-authenticate']; });
await sabotage('an error that no OAuth library knows', ['token.unknown-client', 'token.no-credentials', 'token.other-grant'], (answer) => { if (problem(answer)) answer.json.error = 'no'; });
await sabotage('JSON taken for a form', ['token.as-json'], (answer) => { if (answer.status === 415) answer.status = 400; });
let once;
await sabotage('an assertion that is good twice', ['token.assertion-once'], (answer) => {
  if (answer.json?.access_token) once = { ...answer };
  else if (answer.status === 401) Object.assign(answer, once);
}, byAssertion(url));
await sabotage('an assertion for somebody else', ['token.assertion-audience'], (answer) => { if (answer.status === 401) Object.assign(answer, once); }, byAssertion(url));

const listed = (change) => (answer) => { if (answer.json?.mailboxes) change(answer.json.mailboxes[0], answer.json.mailboxes); };
const key = (change) => listed((entry) => change(entry.keys[0]));
const flip = (text) => `${text[0] === 'A' ? 'B' : 'A'}${text.slice(1)}`;
const foreign = pem('gateway.pem').match(/-----BEGIN CERTIFICATE-----([^-]+)-----END/)[1].replace(/\s/g, '');
await sabotage('a mailbox that does not say whether it is reachable', ['mailboxes.list'], listed((entry) => { delete entry.reachable; }));
await sabotage('a mailbox too many', ['mailboxes.assigned'], listed((entry, all) => { all.push({ ...entry, id: system.other_mailbox }); }));
await sabotage('a key with a foreign certificate', ['mailboxes.chain'], key((one) => { one.x5c = [foreign]; }));
await sabotage('a kid that is no thumbprint', ['mailboxes.kid'], key((one) => { one.kid = flip(one.kid); }));
await sabotage('a bare key that is another one', ['mailboxes.kid'], key((one) => { const part = one.jwk.x ? 'x' : 'n'; one.jwk[part] = flip(one.jwk[part]); }));
await sabotage('an algorithm that does not fit', ['mailboxes.alg'], key((one) => { one.alg = one.alg === 'RSA-OAEP-256' ? 'ECDH-ES+A256KW' : 'RSA-OAEP-256'; }));
await sabotage('a key beyond its time', ['mailboxes.use-until'], key((one) => { one.use_until = '2020-01-01T00:00:00Z'; }));
await sabotage('a board key of its own', ['mailboxes.board-key'], listed((entry) => { const ec = entry.keys.find(({ jwk }) => jwk.crv === 'P-256').jwk; Object.assign(entry.board_key, { x: ec.x, y: ec.y }); }));
await sabotage('a board key that nobody vouches for', ['mailboxes.board-key'], listed((entry) => { delete entry.board_key_statement; }));

let before;
const receipt = (change) => (answer) => { if (answer.json?.receipt) change(answer); };
proxy.bend = receipt((answer) => { before = answer.json.receipt; });
await kit([...bySecret(url), '--only', 'send.compact']);  // through the honest proxy, for a receipt to hand out again
const stale = before;
await sabotage('a receipt for something else', ['send.flattened', 'send.compact'], receipt((answer) => { answer.json.receipt = stale; }));
await sabotage('a receipt that was changed', ['send.flattened', 'send.compact'], receipt((answer) => { const [head, body, tail] = answer.json.receipt.split('.'); answer.json.receipt = [head, body, flip(tail)].join('.'); }));
await sabotage('no receipt', ['send.flattened', 'send.compact'], receipt((answer) => { delete answer.json.receipt; }));
await sabotage('200 instead of 201', ['send.flattened', 'send.compact'], (answer) => { if (answer.status === 201) answer.status = 200; });
await sabotage('a duplicate that says it was the first', ['send.again'], receipt((answer) => { if (answer.status === 201) before = answer.json.receipt; else answer.json.receipt = before; }));
await sabotage('yes to other bytes under the same id', ['send.other-bytes'], (answer) => { if (answer.status === 409) Object.assign(answer, { status: 200 }); });
await sabotage('yes to where nobody may send', ['send.unknown-mailbox', 'send.foreign-mailbox', 'send.no-token', 'send.wrong-type', 'send.other-path'], (answer) => { if (problem(answer)) answer.status = 201; });
await sabotage('the words of a patient in a refusal', ['record.schema'], (answer) => { if (problem(answer)) answer.json.detail += ': yesterday'; });

const chunks = (change) => (answer) => { if (answer.json?.chunks) change(answer.json); };
await sabotage('a status that leaves chunks out', ['attachment.any-order', 'attachment.resumed', 'attachment.before-record'], chunks((status) => { status.chunks = status.chunks.slice(1); }));
await sabotage('a status that is never complete', ['attachment.complete'], chunks((status) => { status.state = 'incomplete'; }));
await sabotage('an attachment without its receipt', ['attachment.receipt'], (answer) => { if (answer.json?.receipt && answer.json.status === 'stored') answer.json.receipt = stale; });
await sabotage('a chunk again as if it was new', ['attachment.again'], (answer, { method }) => { if (method === 'PUT') answer.status = 201; });
await sabotage('chunks that are all taken', ['attachment.other-bytes', 'attachment.wrong', 'attachment.too-large', 'attachment.too-short', 'attachment.wrong-type', 'attachment.no-number', 'attachment.foreign-mailbox', 'attachment.no-token'],
  (answer, { method }) => { if (method === 'PUT' && problem(answer)) answer.status = 201; });
await sabotage('a status for everybody', ['status.unknown', 'status.no-token'], (answer, { url: path }) => { if (/transmissions\/0/.test(path)) answer.status = 200; });
await sabotage('positions from who may not report them', ['positions.taken'], (answer, { url: path }) => { if (/positions/.test(path) && problem(answer)) answer.status = 202; });
await sabotage('patients that nobody announced', ['positions.by-callsign', 'positions.by-case'], (answer, { url: path }) => { if (/positions/.test(path) && !problem(answer)) answer.json.taken = 1; }, dispatching(url));
await sabotage('positions from everybody, whatever they look like', ['positions.no-token', 'positions.form'], (answer, { url: path }) => { if (/positions/.test(path) && problem(answer)) answer.status = 202; }, dispatching(url));
await sabotage('units for everybody from everybody', ['assignments.no-token', 'assignments.nobody', 'assignments.elsewhere', 'assignments.form'],
  (answer, { url: path }) => { if (/assignments/.test(path) && problem(answer)) answer.status = 200; }, dispatching(url));
await sabotage('a stream of another type', ['events.stream'], (answer, { url: path }) => { if (/events$/.test(path)) Object.assign(answer, { status: 200, headers: { 'content-type': 'text/plain' }, json: undefined }); });
await sabotage('events for everybody', ['events.no-token'], (answer, { url: path }) => { if (/events$/.test(path)) Object.assign(answer, { status: 200, headers: { 'content-type': 'text/event-stream' }, json: undefined, body: '' }); });
await sabotage('another method without what is taken', ['http.other-method'], (answer) => { delete answer.headers.allow; });
proxy.bend = undefined;

const older = await saboteurOfOldTls();
async function saboteurOfOldTls() {
  const { createServer } = await import('node:tls');
  const server = createServer({ key: pem('gateway.key'), cert: pem('gateway.pem'), maxVersion: 'TLSv1.2', minVersion: 'TLSv1.2' }, (socket) => socket.on('error', () => {}));
  return new Promise((done) => { server.listen(0, '127.0.0.1', () => done({ port: server.address().port, close: () => server.close() })); });
}
await check('found out: a gateway that speaks TLS 1.2 alone', async () => {
  const ran = await kit([...bySecret(`https://localhost:${older.port}`), '--only', 'tls.1-3']);
  note(ran);
  assert.deepEqual(failed(ran), ['tls.1-3']);
});
older.close();
proxy.close();

await check('every check has been seen to pass and to fail, but for what this gateway does not offer', () => {
  const both = [...whole.found.checks, ...assertions.found.checks, ...dispatch.found.checks];
  const offered = new Set(both.filter(({ verdict }) => verdict === 'passed').map(({ id }) => id));
  const never = [...offered].filter((id) => !found.has(id) && id !== 'events.resume'); // which needs an event to be there
  assert.deepEqual(never, ['tls.older', 'http.keep-alive']);
});
finish();
