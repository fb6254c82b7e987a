// A small real server of the tracker's API: sign-in, cases, attachments, live list. Records are the published examples.
import { randomBytes, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { bodyOf, json, servePage } from "./page_server.mjs";

const examples = new URL("../../schemas/examples/", import.meta.url);
export const exampleRecord = async (name) => JSON.parse(await readFile(new URL(`${name}.json`, examples), "utf8"));

export const mailbox = "zna-musterstadt";
export const account = { username: "m.beispiel", password: "richtig-und-lang" };
const user = { username: account.username, first_name: "Maria", last_name: "Beispiel", roles: ["standard"], mailboxes: [{ id: mailbox, name: "Notaufnahme" }] };
const minutes = (count) => new Date(Date.now() + count * 60_000 + 20_000).toISOString();

/** What the hospital server would say of this record. */
export function summaryOf(record, { eta = 8, state = "new", attachments = 0, deliveries = { pending: 0, delivered: 0, failed: 0 } } = {}) {
  const { patient = {}, slip } = record;
  return {
    case: slip.case, mailbox, state, sequence: slip.sequence, received_at: minutes(-6), updated_at: minutes(-6),
    arrival: record.arrival ? { ...record.arrival, eta: minutes(eta) } : null, sender: slip.sender,
    patient: { last_name: patient.family_name ?? null, first_name: patient.given_name ?? null, birth_date: patient.birth_date ?? null, sex: patient.sex ?? null },
    seen_at: state === "seen" ? minutes(-4) : null, seen_by: state === "seen" ? "M. Beispiel" : null,
    accepted_at: null, accepted_by: null, destination: null, deliveries, attachments,
  };
}

async function attachment(kind, media_type, name, { missing = 0, refused = false } = {}) {
  const bytes = await readFile(new URL(`attachments/${name}`, examples));
  return { id: randomUUID(), kind, media_type, name, size: bytes.length, complete: missing === 0 && !refused, refused, received_chunks: 4 - missing, chunks: 4, bytes };
}

export const typicalAttachments = () => Promise.all([
  attachment("ecg_raw", "application/json", "ecg.json"),
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
  return { summary, record, attachments, deliveries, answers: [], versions: [{ transmission, sequence, kind, received_at: summary.received_at }] };
}

const now = () => new Date().toISOString();
const problem = (status) => ({ type: "about:blank", title: String(status), status });

export async function startTrackerServer({ cases = [], port, cookies = new Map(), mustChangePassword = false } = {}) {
  const state = { cases: new Map(cases.map((one) => [one.summary.case, one])), seq: 1, beating: true, failing: false, paths: [] };
  const sessionOf = (request) => cookies.get(/session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1]);
  const answer = (csrf) => ({ user, csrf, must_change_password: mustChangePassword });
  const summaries = () => [...state.cases.values()].map(({ summary }) => summary);

  async function signIn(request, response) {
    const { username, password } = await bodyOf(request);
    if (username !== account.username || password !== account.password) return json(response, 401, problem(401));
    const [cookie, csrf] = [randomBytes(16).toString("hex"), randomBytes(16).toString("hex")];
    cookies.set(cookie, csrf);
    return json(response, 200, answer(csrf), { "Set-Cookie": `session=${cookie}; HttpOnly; SameSite=Strict; Path=/` });
  }

  function changeState(one, change) {
    one.summary = { ...one.summary, ...change, updated_at: now() };
    served.broadcast({ type: "upsert", seq: ++state.seq, case: one.summary });
    return one.summary;
  }

  function caseCall(request, response, [, id, rest = ""]) {
    const one = state.cases.get(id);
    if (!one) return json(response, 404, problem(404));
    if (state.failing) return json(response, 503, problem(503));
    if (request.method === "POST" && rest === "/seen") return json(response, 200, changeState(one, { state: "seen", seen_at: now(), seen_by: "M. Beispiel" }));
    if (request.method === "POST" && rest === "/arrived") return json(response, 200, changeState(one, { state: "arrived" }));
    if (rest.startsWith("/attachments/")) {
      const found = one.attachments.find(({ id: wanted }) => rest.endsWith(wanted));
      response.writeHead(found ? 200 : 404, { "Content-Type": found?.media_type ?? "text/plain", "Cache-Control": "no-store", "X-Frame-Options": "SAMEORIGIN" });
      return response.end(found?.bytes ?? "");
    }
    return json(response, 200, { ...one, attachments: one.attachments.map(({ bytes, ...described }) => described) });
  }

  async function api(request, response, path) {
    if (!path.startsWith("/api/v1/")) return false;
    state.paths.push(path);
    if (path === "/api/v1/session" && request.method === "POST") return await signIn(request, response), true;
    const csrf = sessionOf(request);
    if (!csrf) return json(response, 401, problem(401)), true;
    if (request.method !== "GET" && request.headers["x-csrf-token"] !== csrf) return json(response, 403, problem(403)), true;
    if (path === "/api/v1/session" && request.method === "DELETE") return cookies.clear(), response.writeHead(204).end(), true;
    if (path === "/api/v1/session") return json(response, 200, answer(csrf)), true;
    if (path === "/api/v1/cases") return json(response, 200, { server_time: now(), cases: summaries() }), true;
    const match = new RegExp(`^/api/v1/mailboxes/${mailbox}/cases/([0-9a-f]{32})(/.*)?$`).exec(path);
    return match ? caseCall(request, response, match) : json(response, 404, problem(404)), true;
  }

  const served = await servePage({
    page: "tracker", prefix: "/", feed: "/api/v1/live", api, port,
    admit: (request) => sessionOf(request) !== undefined,
    onSocket: (client) => state.beating && client.send(JSON.stringify({ type: "snapshot", seq: state.seq, server_time: now(), cases: summaries() })),
  });
  const beat = setInterval(() => state.beating && served.broadcast({ type: "heartbeat", server_time: now() }), 5000);
  return {
    ...served, cookies, state,
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
