// A small real server of the tracker's API: sign-in, cases, attachments, live list. Records are the published examples.
import { randomBytes, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { bodyOf, json, servePage } from "./page_server.mjs";
import { answerRooms, typicalRooms } from "./tracker_rooms.mjs";

const examples = new URL("../../schemas/examples/", import.meta.url);
export const exampleRecord = async (name) => JSON.parse(await readFile(new URL(`${name}.json`, examples), "utf8"));

export const mailbox = "zna-musterstadt";
export const account = { username: "m.beispiel", password: "richtig-und-lang" };
const user = { username: account.username, first_name: "Maria", last_name: "Beispiel", roles: ["standard"], mailboxes: [{ id: mailbox, name: "Notaufnahme" }] };
export const everyRight = ["cases.read", "cases.write", "archive.read", "archive.write", "links.read", "links.write", "figures.read", "people.read", "people.write", "boards.read", "boards.write",
  "deliveries.read", "deliveries.write", "self_test.read", "alarms.read"];
const minutes = (count) => new Date(Date.now() + count * 60_000 + 20_000).toISOString();

/** What the hospital server would say of this record. */
export function summaryOf(record, { eta = 8, state = "new", attachments = 0, deliveries = { pending: 0, delivered: 0, failed: 0 } } = {}) {
  const { patient = {}, slip } = record;
  return {
    case: slip.case, mailbox, state, sequence: slip.sequence, received_at: minutes(-6), updated_at: minutes(-6),
    arrival: record.arrival ? { ...record.arrival, eta: minutes(eta) } : null, sender: slip.sender,
    patient: { last_name: patient.family_name ?? null, first_name: patient.given_name ?? null, birth_date: patient.birth_date ?? null, sex: patient.sex ?? null },
    seen_at: state === "seen" ? minutes(-4) : null, seen_by: state === "seen" ? "M. Beispiel" : null,
    accepted_at: null, accepted_by: null, destination: null, arrived_at: null, handed_over_at: null, handed_over_by: null, read_back: false,
    alarm: { state: "none", by: null, at: null }, deliveries, attachments, live_until: minutes(48 * 60), parts: [],
  };
}

async function attachment(kind, media_type, name, { missing = 0, refused = false } = {}) {
  const bytes = await readFile(new URL(`attachments/${name}`, examples));
  return { id: randomUUID(), kind, media_type, name, size: bytes.length, complete: missing === 0 && !refused, refused, received_chunks: 4 - missing, chunks: 4, bytes };
}

export const typicalAttachments = () => Promise.all([
  attachment("ecg_raw", "application/json", "ecg.json"),
  attachment("ecg_fhir", "application/fhir+json", "ecg.fhir.json"),
  attachment("photo", "image/jpeg", "crash.jpg"),
  attachment("video", "video/mp4", "scene.mp4"),
  attachment("protocol_pdf", "application/pdf", "protocol.pdf"),
  attachment("photo", "image/png", "face.png", { missing: 3 }),
  attachment("protocol_pdf", "application/pdf", "protocol.pdf", { refused: true }),
]);

export const typicalDeliveries = () => [
  { channel: "HL7", target: "KIS", state: "delivered", attempts: 1, last_error: null, next_attempt_at: null, delivered_at: minutes(-5) },
  { channel: "ESPA-X", target: "DAKS", state: "rejected", attempts: 1, last_error: "Alarmserver kennt die Alarmkette 12 nicht", next_attempt_at: null, delivered_at: null },
  { channel: "Webaufruf", target: "ED-Software", state: "pending", attempts: 3, last_error: "keine Antwort in 5 s", next_attempt_at: minutes(2), delivered_at: null },
];

/** A case as the server keeps it. */
export function makeCase(record, how = {}) {
  const { attachments = [], deliveries = [] } = how;
  const count = (...states) => deliveries.filter(({ state }) => states.includes(state)).length;
  const counts = { pending: count("pending", "sending"), delivered: count("delivered"), failed: count("rejected", "parked") };
  const summary = summaryOf(record, { ...how, attachments: attachments.length, deliveries: counts });
  const { transmission, sequence, kind } = record.slip;
  return {
    summary, record, attachments, deliveries, answers: [], integrity: how.integrity ?? "as_received",
    versions: [{ transmission, sequence, kind, received_at: summary.received_at, integrity: how.integrity ?? "as_received" }],
    flags: how.flags ?? [], last_look_at: null, joined_to: null, parts: [], changes: how.changes ?? null, alarms: how.alarms ?? [], matches: how.matches ?? null,
  };
}

const now = () => new Date().toISOString();
const problem = (status) => ({ type: "about:blank", title: String(status), status });

export async function startTrackerServer({ cases = [], port, cookies = new Map(), mustChangePassword = false, rights, roles = user.roles } = {}) {
  const rooms = typicalRooms();
  const allowed = rights ?? ["cases.read", "cases.write"];
  const state = { rooms, mustChangePassword, openid: null, refusing: null, proofs: [{ mailbox, ok: true, last_proof: minutes(-2) }], undone: [], cases: new Map(cases.map((one) => [one.summary.case, one])), seq: 1, beating: true, failing: false, paths: [], ranges: [], document: Buffer.from("%PDF-1.7\n") };
  const sessionOf = (request) => cookies.get(/session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1]);
  const answer = (csrf) => ({ user: { ...user, roles }, csrf, must_change_password: state.mustChangePassword, rights: allowed });
  const isListed = ({ summary, joined_to }) => joined_to === null && Date.parse(summary.live_until) > Date.now();
  const summaries = () => [...state.cases.values()].filter(isListed).map(({ summary }) => summary);

  async function signIn(request, response) {
    const { username, password } = await bodyOf(request);
    if (state.refusing) return json(response, state.refusing.status, state.refusing);
    if (username !== account.username || password !== account.password) return json(response, 401, problem(401));
    const [cookie, csrf] = [randomBytes(16).toString("hex"), randomBytes(16).toString("hex")];
    cookies.set(cookie, csrf);
    return json(response, 200, answer(csrf), { "Set-Cookie": `session=${cookie}; HttpOnly; SameSite=Strict; Path=/` });
  }

  function changeState(one, change) {
    one.summary = { ...one.summary, ...change, updated_at: now() };
    tellList(one);
    return one.summary;
  }

  function tellList(one) {
    const { mailbox, case: id } = one.summary;
    served.broadcast(isListed(one) ? { type: "upsert", seq: ++state.seq, case: one.summary } : { type: "remove", seq: ++state.seq, mailbox, case: id });
  }

  const named = ({ summary }) => ({ case: summary.case, ...summary.sender });

  function joinTo(main, parts) {
    for (const part of parts) part.joined_to = main.summary.case;
    main.parts.push(...parts);
    main.summary = { ...main.summary, parts: main.parts.map(named) };
    [main, ...parts].forEach(tellList);
  }

  async function joinCall(request, response, one) {
    if (request.method === "DELETE") {
      const main = state.cases.get(one.joined_to) ?? one;
      const parts = main === one ? one.parts : [one];
      for (const part of parts) part.joined_to = null;
      main.parts = main.parts.filter((part) => !parts.includes(part));
      main.summary = { ...main.summary, parts: main.parts.map(named) };
      [main, ...parts].forEach(tellList);
      return json(response, 200, one.summary);
    }
    const other = state.cases.get((await bodyOf(request)).part);
    if (!other) return json(response, 404, problem(404));
    if (other === one || one.joined_to || other.joined_to) return json(response, 409, problem(409));
    joinTo(one, [other, ...other.parts.splice(0)]);
    return json(response, 200, one.summary);
  }

  function file(request, response, one, what) {
    if (state.refusingDeeds || !allowed.includes("archive.write")) return json(response, 403, problem(403));
    return json(response, 200, changeState(one, { live_until: what === "archive" ? now() : minutes(12 * 60) }));
  }

  const by = "M. Beispiel";
  const actions = {
    seen: () => ({ state: "seen", seen_at: now(), seen_by: by }),
    accept: (body) => ({ state: "seen", seen_at: now(), seen_by: by, accepted_at: now(), accepted_by: by, destination: body?.destination ?? null }),
    destination: (body) => ({ destination: body.destination }),
    arrived: () => ({ state: "arrived", arrived_at: now() }),
    "handed-over": (body) => ({ state: "arrived", handed_over_at: now(), handed_over_by: by, read_back: body?.read_back ?? false }),
    outcome: () => ({}),
  };

  function undo(response, one, { event }) {
    if (!one.before) return json(response, 409, problem(409));
    const before = one.before;
    one.before = null;
    state.undone.push(event);
    return json(response, 200, changeState(one, before));
  }

  async function act(request, response, one, what) {
    const body = await bodyOf(request);
    if (what === "undo") return undo(response, one, body);
    one.before = one.summary;
    return json(response, 200, changeState(one, actions[what](body)));
  }

  function sendFile(request, response, found) {
    const headers = { "Content-Type": found?.media_type ?? "text/plain", "Cache-Control": "no-store", "X-Frame-Options": "SAMEORIGIN", "Accept-Ranges": "bytes" };
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    if (!found || !range) return response.writeHead(found ? 200 : 404, headers).end(found?.bytes ?? "");
    const [first, last] = [Number(range[1]), range[2] ? Number(range[2]) : found.bytes.length - 1];
    state.ranges.push(first);
    return response.writeHead(206, { ...headers, "Content-Range": `bytes ${first}-${last}/${found.bytes.length}` }).end(found.bytes.subarray(first, last + 1));
  }

  const whole = ({ changes, alarms, matches, before, looked, ...one }) => ({
    ...one, record: one.parts.reduce((record, part) => ({ ...part.record, ...record }), one.record),
    attachments: one.attachments.map(({ bytes, ...described }) => described), parts: one.parts.map(whole),
  });

  async function linkCall(request, response, one) {
    if (request.method === "DELETE") return (one.matches.link = null), response.writeHead(204).end();
    const wanted = await bodyOf(request);
    const doubtful = one.matches.candidates.find(({ patient }) => patient.number === wanted.patient?.number)?.warnings.length > 0;
    if (doubtful && !wanted.despite_warnings) return json(response, 409, problem(409));
    one.matches.link = { link: 1, state: wanted.unknown_person ? "unknown_person" : "linked", patient: wanted.patient ?? null, visit: wanted.visit ?? null, by: account.username, at: now(), warnings: [] };
    return json(response, 200, one.matches.link);
  }

  function caseCall(request, response, [, id, rest = ""]) {
    const one = state.cases.get(id);
    if (!one) return json(response, 404, problem(404));
    if (state.failing) return json(response, 503, problem(503));
    const what = rest.slice(1);
    if (!isListed(one) && one.joined_to === null && !allowed.includes("archive.read")) return json(response, 403, problem(403));
    if (what === "archive" || what === "return") return file(request, response, one, what);
    if (what === "join") return joinCall(request, response, one);
    if (what === "document.pdf") return sendFile(request, response, { media_type: "application/pdf", bytes: state.document });
    if (request.method === "POST" && (what in actions || what === "undo")) return act(request, response, one, what);
    if (what === "looked") return (one.looked = true), response.writeHead(204).end();
    if (what === "changes") return json(response, 200, one.changes ?? { since: null, until: now(), changes: [], transmissions: [], attachments: [] });
    if (what === "alarms") return json(response, 200, { alarms: one.alarms });
    if (what === "matches") return json(response, 200, one.matches);
    if (what === "link") return linkCall(request, response, one);
    if (what.startsWith("attachments/")) return sendFile(request, response, one.attachments.find(({ id: wanted }) => rest.endsWith(wanted)));
    return json(response, 200, whole(one));
  }

  async function changePassword(request, response, csrf) {
    const { current_password, new_password } = await bodyOf(request);
    if (current_password !== account.password) return json(response, 422, { ...problem(422), detail: "/current_password is wrong" });
    if (new_password.includes("passwort")) return json(response, 422, { ...problem(422), detail: "/new_password is one of the most common" });
    state.mustChangePassword = false;
    return json(response, 200, answer(csrf));
  }

  async function api(request, response, path) {
    if (!path.startsWith("/api/v1/")) return false;
    state.paths.push(path);
    if (path === "/api/v1/session" && request.method === "POST") return await signIn(request, response), true;
    if (path === "/api/v1/session/ways") return json(response, 200, { password: true, openid: state.openid }), true;
    const csrf = sessionOf(request);
    if (!csrf) return json(response, 401, problem(401)), true;
    if (request.method !== "GET" && request.headers["x-csrf-token"] !== csrf) return json(response, 403, problem(403)), true;
    if (path === "/api/v1/session" && request.method === "DELETE") return cookies.clear(), response.writeHead(204).end(), true;
    if (path === "/api/v1/session") return json(response, 200, answer(csrf)), true;
    if (path === "/api/v1/session/password" && request.method === "PUT") return changePassword(request, response, csrf), true;
    if (await answerRooms(request, response, path, state)) return true;
    if (path === "/api/v1/cases") return json(response, 200, { server_time: now(), cases: summaries() }), true;
    const match = new RegExp(`^/api/v1/mailboxes/${mailbox}/cases/([0-9a-f]{32})(/.*)?$`).exec(path);
    return match ? await caseCall(request, response, match) : json(response, 404, problem(404)), true;
  }

  const served = await servePage({
    page: "tracker", prefix: "/", feed: "/api/v1/live", api, port,
    admit: (request) => sessionOf(request) !== undefined,
    onSocket: (client) => state.beating && client.send(JSON.stringify({ type: "snapshot", seq: state.seq, server_time: now(), cases: summaries() })),
  });
  const heartbeat = () => served.broadcast({ type: "heartbeat", server_time: now(), proofs: state.proofs });
  const beat = setInterval(() => state.beating && heartbeat(), 5000);
  return {
    ...served, cookies, state, heartbeat,
    put: (one) => {
      state.cases.set(one.summary.case, one);
      served.broadcast({ type: "upsert", seq: ++state.seq, case: one.summary });
    },
    remove: (id) => {
      state.cases.delete(id);
      served.broadcast({ type: "remove", seq: ++state.seq, mailbox, case: id });
    },
    close: async () => {
      clearInterval(beat);
      await served.close();
    },
  };
}
