// The samples of docs/samples/, run as a vendor would run them, against the real system. A language that is not installed here
// is passed over with a word; JavaScript and TypeScript always are.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { check, file, finish, query, system } from './flow.mjs';

const folder = file('samples');
const record = `${system.root}/schemas/examples/stroke.json`;
const picture = `${system.root}/schemas/examples/attachments/face.png`;
mkdirSync(folder, { recursive: true });
for (const name of ['curl', 'javascript', 'typescript', 'java', 'csharp']) cpSync(`${system.root}/docs/samples/${name}`, `${folder}/${name}`, { recursive: true });
symlinkSync(`${system.root}/tests/node_modules`, `${folder}/node_modules`);

const environment = {
  ...process.env, VORAB_GATEWAY: system.gateway, VORAB_CLIENT: system.client, VORAB_MAILBOX: system.mailbox,
  VORAB_SECRET_FILE: `${system.folder}/secrets/client`, VORAB_CA: `${system.pki}/server-ca.pem`, VORAB_HOSPITAL_CA: `${system.pki}/hospital-ca.pem`,
  VORAB_SIGNING_KEY: `${system.pki}/ambulance.key`, VORAB_CERTIFICATE: `${system.pki}/ambulance.pem`,
};
const run = (words, place) => spawnSync(words[0], words.slice(1), { cwd: `${folder}/${place}`, env: environment, encoding: 'utf8' });
const installed = (program) => !spawnSync(program, ['--version']).error;

async function delivers(place, words, build) {
  await check(`the ${place} sample delivers a record, holds the receipt, and the hospital has it`, () => {
    if (build) assert.equal(run(build, place).status, 0);
    const ran = run(words, place);
    assert.equal(ran.status, 0, ran.stderr);
    const said = JSON.parse(ran.stdout);
    assert.equal(query('mailbox', `SELECT COUNT(*) FROM transmission WHERE case_id = '${said.case}'`)[0][0], '1');
    return said;
  });
}
if (installed('jq')) await delivers('curl', ['sh', 'send.sh', record]);
else await check('curl: passed over, no jq here', () => {});
await delivers('javascript', ['node', 'send.mjs', record, picture]);
await check('and its picture', () => assert(Number(query('mailbox', 'SELECT COUNT(*) FROM attachment_chunk')[0][0]) > 0));
await delivers('typescript', ['env', `NODE_EXTRA_CA_CERTS=${environment.VORAB_CA}`, 'node', 'built.mjs', record],
  [`${system.root}/web/node_modules/.bin/esbuild`, 'send.ts', '--bundle', '--platform=node', '--format=esm', '--target=node18', '--outfile=built.mjs', '--log-level=error']);
if (installed('javac')) await delivers('java', ['java', '-XX:TieredStopAtLevel=1', 'Send.java', record]);
else await check('java: passed over, no JDK here', () => {});
if (installed('dotnet')) await delivers('csharp', ['dotnet', 'run', '--', record]);
else await check('csharp: passed over, no .NET here', () => {});

await check('a sample that may not send says: telephone', () => {
  const ran = spawnSync('node', ['send.mjs', record], { cwd: `${folder}/javascript`, env: { ...environment, VORAB_MAILBOX: system.other_mailbox }, encoding: 'utf8' });
  assert.equal(ran.status, 1);
  assert.match(ran.stderr, /telephone/);
});
finish();
