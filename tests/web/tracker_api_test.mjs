// The tracker's OpenAPI document holds together, and the server that the page tests speak to keeps to it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { account, everyRight, exampleRecord, mailbox, makeCase, startTrackerServer, typicalAttachments, typicalDeliveries } from "./tracker_server.mjs";

const document = parse(await readFile(new URL("../../schemas/tracker.openapi.yaml", import.meta.url), "utf8"), { uniqueKeys: true });

function* references(node) {
  if (typeof node !== "object" || node === null) return;
  if (typeof node.$ref === "string") yield node.$ref;
  for (const value of Object.values(node)) yield* references(value);
}

describe("tracker API", () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  let server, cookie, csrf, one, other;
  before(async () => {
    addFormats(ajv);
    ajv.addSchema({ $id: "tracker", components: document.components });
    one = makeCase(await exampleRecord("stemi"), { attachments: await typicalAttachments(), deliveries: typicalDeliveries() });
    one.flags = [{ pointer: "/measurements/0", flag: "out_of_range" }];
    other = makeCase(await exampleRecord("polytrauma"));
    server = await startTrackerServer({ cases: [one, other], rights: everyRight });
  });
  after(() => server.close());

  const call = (path, options = {}) => fetch(new URL(path, server.url), { ...options, headers: { cookie, ...options.headers } });
  const valid = async (name, response) => {
    const holds = ajv.getSchema(`tracker#/components/schemas/${name}`);
    const value = await response.json();
    assert.ok(holds(value), JSON.stringify(holds.errors));
    return value;
  };

  it("refers only to what it has", () => {
    for (const reference of references(document)) {
      if (!reference.startsWith("#")) continue;
      assert.ok(reference.slice(2).split("/").reduce((node, step) => node?.[step], document), reference);
    }
  });

  it("answers as documented", async () => {
    const response = await call("/api/v1/session", { method: "POST", body: JSON.stringify(account) });
    cookie = response.headers.get("set-cookie").split(";")[0];
    csrf = (await valid("Session", response)).csrf;
    const path = `/api/v1/mailboxes/${mailbox}/cases/${one.summary.case}`;
    await valid("Case", await call(path));
    assert.equal((await call(`${path}/seen`, { method: "POST" })).status, 403);
    const seen = await valid("CaseSummary", await call(`${path}/seen`, { method: "POST", headers: { "X-CSRF-Token": csrf } }));
    assert.equal(seen.state, "seen");
    assert.equal((await call(`/api/v1/mailboxes/other/cases/${one.summary.case}`)).status, 404);
  });

  it("archives, returns, joins and separates as documented", async () => {
    const path = (of) => `/api/v1/mailboxes/${mailbox}/cases/${of.summary.case}`;
    const write = (method, where, body) => call(where, { method, headers: { "X-CSRF-Token": csrf }, body: body && JSON.stringify(body) });
    const listed = async () => (await (await call("/api/v1/cases")).json()).cases.map((summary) => summary.case);
    await valid("CaseSummary", await write("POST", `${path(one)}/archive`));
    assert.deepEqual(await listed(), [other.summary.case]);
    await valid("Case", await call(path(one)));
    await valid("CaseSummary", await write("POST", `${path(one)}/return`));
    const joint = await valid("CaseSummary", await write("POST", `${path(one)}/join`, { part: other.summary.case }));
    assert.deepEqual(joint.parts.map((part) => part.case), [other.summary.case]);
    assert.equal((await valid("Case", await call(path(one)))).parts[0].summary.case, other.summary.case);
    assert.equal((await valid("Case", await call(path(other)))).joined_to, one.summary.case);
    assert.deepEqual(await listed(), [one.summary.case]);
    assert.equal((await write("POST", `${path(other)}/join`, { part: one.summary.case })).status, 409);
    await valid("CaseSummary", await write("DELETE", `${path(other)}/join`));
    assert.equal((await listed()).length, 2);
    assert.equal((await call(`${path(one)}/document.pdf`)).headers.get("content-type"), "application/pdf");
  });

  it("lists, adds, configures and forgets boards as documented", async () => {
    const write = (method, where, body) => call(where, { method, headers: { "X-CSRF-Token": csrf }, body: body && JSON.stringify(body) });
    const holds = (pointer, value) => assert.ok(ajv.validate(pointer, value), ajv.errorsText());
    const { boards } = await (await call("/api/v1/boards")).json();
    for (const board of boards) holds("tracker#/components/schemas/Board", board);
    const { board } = await (await write("POST", "/api/v1/boards", { mailbox, config: { description: "Schockraum 2" } })).json();
    holds("tracker#/components/schemas/Board", board);
    const path = `/api/v1/boards/${board.board}`;
    assert.equal((await valid("Board", await write("PATCH", path, { entries: 13 }))).former[0].config.entries, 40);
    for (const step of ["release", "disable"]) await valid("Board", await write("POST", `${path}/${step}`));
    assert.equal((await write("DELETE", path)).status, 204);
    assert.ok(!ajv.validate("tracker#/components/schemas/BoardChange", { patient: "Erika" }));
  });
});
