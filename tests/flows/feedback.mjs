// A feedback system that somebody else could have written (feedback_receiver.py): news out, the case as FHIR, the outcome back to the crew.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ask, call, check, dump, file, finish, query, signIn, system, until } from './flow.mjs';
import { answerKey, Listener, opened } from './listener.mjs';
import { packed, post, tokenBySecret } from './sender.mjs';

const token = await tokenBySecret();
const SERVER = 'vorab-hospital';

const port = system.feedback_port;
const secret = (name) => {
  writeFileSync(file('secrets', name), randomBytes(24).toString('hex'), { mode: 0o600 });
  return file('secrets', name);
};
const ours = { hmac: secret('feedback.hmac'), client: secret('feedback.secret') };

/** The hospital server with a feedback system of this identity. */
const configuration = file('hospital.toml');
const before = readFileSync(configuration, 'utf8');
async function serve(text) {
  writeFileSync(configuration, text);
  await ask('stop', SERVER);
  await ask('start', SERVER);
}
const section = `
[[feedback]]
target = "curafida"
url = "https://localhost:${port}/hooks/vorab?house=1"
ca = "${system.pki}/server-ca.pem"
hmac_key_file = "${ours.hmac}"
networks = ["127.0.0.1/32", "::1/128"]
client_id = "curafida"
client_secret_file = "${ours.client}"
`;

const noted = [];
function start(hmac = ours.hmac) {
  const words = ['--port', port, '--hospital', system.tracker, '--ca', `${system.pki}/server-ca.pem`, '--client', 'curafida', '--secret-file', ours.client,
    '--hmac-key-file', hmac, '--certificate', `${system.pki}/gateway.pem`, '--private-key', `${system.pki}/gateway.key`];
  const child = spawn('/usr/bin/python3', [`${system.root}/tests/flows/feedback_receiver.py`, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) => noted.push(JSON.parse(line)));
  return child;
}
const heard = (id, event) => until(`${event} at the feedback system`, () => noted.find(({ news }) => news?.case === id && news.event === event), 30_000);
const stop = (child) => new Promise((ended) => { child.once('exit', ended); child.kill(); });
const deliveries = (id) => query('mailbox', `SELECT state FROM delivery WHERE channel = 'feedback' AND case_id = '${id}' ORDER BY id`).flat();

await serve(before + section);
const nurse = await signIn();
let receiver;
try {
  const crew = await answerKey();
  const { record, envelope } = await packed('stemi', token, { change: (one) => { one.answer_key = crew.jwk; } });
  const id = record.slip.case;
  const path = `mailboxes/${system.mailbox}/cases/${id}`;
  const { family_name: family, birth_date: born } = record.patient;

  await check('what happens while the feedback system is away waits for it', async () => {
    assert.equal((await post(token, envelope)).status, 201);
    const tried = () => Number(query('mailbox', `SELECT MAX(attempts) FROM delivery WHERE channel = 'feedback' AND case_id = '${id}'`)[0][0]) > 0;
    await until('tried, and waiting again', () => tried() && `${deliveries(id)}` === 'pending');
  });
  await check('when it comes it is told, signed so that a stranger\'s program believes it; it fetches the case as FHIR R4', async () => {
    receiver = start();
    const note = await heard(id, 'pre_notification');
    assert.deepEqual([note.signed, note.again, note.fetched, note.type], [true, false, 200, 'application/fhir+json']);
    assert.deepEqual([note.bundle.resourceType, note.bundle.type], ['Bundle', 'collection']);
    assert.deepEqual(note.kinds.filter((kind) => kind !== 'DocumentReference'), ['Encounter', 'Observation', 'Patient']);
    assert.equal(note.bundle.identifier.value, id);
    assert.deepEqual(Object.keys(note.news).sort(), ['at', 'case', 'event', 'mailbox', 'transmission']);
  });
  await check('it does not learn who the patient is, unless the hospital wants that', () => {
    const text = JSON.stringify(noted);
    assert(!text.includes(family), 'a name');
    assert(!text.includes(born), 'a birth date');
  });
  await check('the patient has arrived: the feedback system tells the outcome, and the crew opens it', async () => {
    const listener = await new Listener(token, id).open();
    assert.equal((await nurse('POST', `${path}/arrived`)).status, 200);
    const note = await heard(id, 'closed');
    assert.deepEqual([note.told, note.told_again], [200, 200]);
    const outcome = await listener.heard('outcome', 30_000);
    const said = await opened(outcome, crew, record);
    assert.deepEqual([said.outcome, said.text], ['catheter_laboratory', 'Stent nach 38 Minuten, Danke.']);
    assert.equal(listener.events.filter(({ event }) => event === 'outcome').length, 1);
    listener.cut();
    assert(!dump('gateway').includes('38 Minuten'));
  });
  await check('who read and who spoke stands in the audit under its client id', () => {
    const events = query('mailbox', `SELECT event FROM audit WHERE case_id = '${id}' AND user_name = 'curafida'`).flat();
    assert(events.filter((event) => event === 'feedback.read').length >= 2, events.join());
    assert(events.length > events.filter((event) => event === 'feedback.read').length, events.join());
  });
  await check('a receiver with another key believes nothing: that is a person\'s to see, and once it is mended it is sent again', async () => {
    await stop(receiver);
    receiver = start(secret('feedback.other'));
    const next = await packed('stroke', token);
    assert.equal((await post(token, next.envelope)).status, 201);
    const stuck = await until('refused', async () => (await nurse('GET', 'deliveries?state=stuck&channel=feedback')).json.deliveries.find((one) => one.case === next.record.slip.case), 30_000);
    assert.deepEqual([stuck.state, stuck.target], ['rejected', 'curafida']);
    assert.match(stuck.last_reason, /401/);
    assert(noted.some(({ signed }) => !signed));
    await stop(receiver);
    receiver = start();
    const resent = await nurse('POST', `mailboxes/${system.mailbox}/deliveries/${stuck.id}/resend`, {}, { reason: 'Schlüssel berichtigt' });
    assert.equal(resent.status, 200, resent.body);
    assert.equal((await heard(next.record.slip.case, 'pre_notification')).signed, true);
  });
  await check('wrong secrets are refused, noted, and slowed down', async () => {
    const since = Number(query('hospital', 'SELECT COALESCE(MAX(id), 0) FROM audit')[0][0]);
    const basic = (word) => ({ authorization: `Basic ${Buffer.from(`curafida:${word}`).toString('base64')}` });
    const fetched = (word) => call('GET', `/feedback/v1/mailboxes/${system.mailbox}/cases/${id}`, { base: system.tracker, headers: basic(word) });
    for (let attempt = 0; attempt < 3; attempt += 1) assert.equal((await fetched('wrong')).status, 401);
    const slowed = await fetched('wrong');
    assert.deepEqual([slowed.status, slowed.json.type], [429, 'urn:vorab:problem:too-many-requests']);
    const rows = query('hospital', `SELECT event, problem FROM audit WHERE id > ${since} AND event = 'feedback.refused'`);
    assert.deepEqual(rows, Array(3).fill(['feedback.refused', 'unauthenticated']));
  });
} finally {
  if (receiver) await stop(receiver);
  query('mailbox', "DELETE FROM delivery WHERE channel = 'feedback'");
  await serve(before);
}
finish();
