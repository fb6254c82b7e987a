// What the small server of the page tests answers in the rooms beside the live list, and typical contents of them.
import { bodyOf, json } from "./page_server.mjs";

const mailbox = "zna-musterstadt";
const minutesAgo = (count) => new Date(Date.now() - count * 60_000).toISOString();
const problem = (status) => ({ type: "about:blank", title: String(status), status });

const candidate = (number, last_name, first_name, birth_date, level, fields, warnings = []) => ({
  patient: { number, authority: "KLINIKUM", last_name, first_name, birth_date, sex: "male" },
  visit: { number: `F${number}`, class: "E", ward: "ZNA", admitted_at: minutesAgo(3), discharged_at: null, state: "present" },
  level, score: level === "strong" ? 52.4 : 11.2, warnings, fields: fields.map(([field, verdict, sent, his]) => ({ field, verdict, sent, his })),
});

export const typicalMatches = (id) => ({
  case: id, link: null, advice: "clear",
  candidates: [
    candidate("4711001", "Brandstätter", "Heinz-Peter", "1958-06-21", "strong", [
      ["insurant_number", "equal", "B429173602", "B429173602"], ["last_name", "equal", "Brandstätter", "Brandstätter"], ["first_name", "part", "Heinz", "Heinz-Peter"],
      ["birth_date", "equal", "1958-06-21", "1958-06-21"],
    ]),
    candidate("4711002", "Brandstetter", "Karl", "1958-06-12", "weak", [
      ["insurant_number", "missing", "B429173602", null], ["last_name", "similar", "Brandstätter", "Brandstetter"], ["first_name", "different", "Heinz-Peter", "Karl"],
      ["birth_date", "different", "1958-06-21", "1958-06-12"],
    ], ["birth_date_contradicts", "name_contradicts"]),
  ],
});

export const typicalAlarms = () => [{
  rule: "herzkatheter", state: "accepted", server: "daks", to: "7001", priority: "emergency", raised_at: minutesAgo(6), due_at: null, by: "Dienstarzt", at: minutesAgo(4),
  course: [
    { at: minutesAgo(6), event: "calling", step: 0, to: "7001", who: null, detail: null, text: "STEMI, an 14:14, 67 J. m" },
    { at: minutesAgo(4), event: "accepted", step: 0, to: "7001", who: "Dienstarzt", detail: "Accepted", text: null },
  ],
}];

export const typicalChanges = (attachment) => ({
  since: minutesAgo(5), until: new Date().toISOString(),
  changes: [
    { pointer: "/arrival/eta", change: "changed", before: minutesAgo(-9), after: minutesAgo(-4) },
    { pointer: "/measurements/7", change: "added", before: null, after: { code: "8867-4", name: "Heart rate", value: 128, unit: "/min", at: minutesAgo(2) } },
    { pointer: "/slip/sequence", change: "changed", before: 1, after: 2 },
    ...[12, 13, 14, 15, 16].map((value, index) => ({ pointer: `/measurements/${8 + index}`, change: "added", before: null, after: { code: "9279-1", name: "Respiratory rate", value, unit: "/min", at: minutesAgo(1) } })),
  ],
  transmissions: [], attachments: attachment ? [attachment] : [],
});

const delivery = (id, channel, target, state, last_reason, attempts) => ({
  mailbox, id, channel, target, case: "535818cf715472ac364e5afbcaa47731", transmission: "019bc1bd-cc80-7d09-8350-8eb7bbe17dc2", state, attempts, last_reason, created_at: minutesAgo(12),
  age_seconds: 720, next_attempt_at: state === "pending" ? minutesAgo(-1) : null, settled_at: state === "rejected" ? minutesAgo(3) : null, decision: null,
});

const hours = Array.from({ length: 24 }, (_, hour) => ({ key: String(hour).padStart(2, "0"), count: hour % 7 === 0 ? null : 5 + ((hour * 13) % 31) }));
const table = (name, rows) => ({ name, total: rows.reduce((sum, { count }) => sum + (count ?? 0), 0), rows });
const typicalFigures = ({ mailbox: asked, from, to }) => ({
  mailbox: asked, from, to, time_zone: "+01:00", smallest: 5,
  tables: [
    table("hour", hours),
    table("priority", [{ key: "sk1", count: 41 }, { key: "sk2", count: 133 }, { key: "sk3", count: 87 }, { key: "none", count: null }]),
    table("keyword", [{ key: "Sepsis", count: 40 }, { key: "Schlaganfall", count: 31 }, { key: "STEMI", count: 12 }, { key: "other", count: 120 }]),
    table("eta", [{ key: "early_5", count: 14 }, { key: "on_time", count: 170 }, { key: "late_5", count: 41 }, { key: "late_10", count: 12 }, { key: "late_20", count: null }]),
  ],
  timings: [
    { name: "seen", key: "", count: 240, median_seconds: 41, p90_seconds: 190 }, { name: "accepted", key: "", count: 201, median_seconds: 118, p90_seconds: 400 },
    { name: "eta", key: "", count: 210, median_seconds: 150, p90_seconds: 720 }, { name: "delivery", key: "hl7 his", count: 233, median_seconds: 1, p90_seconds: 3 },
  ],
  completeness: [{ sender: "Rettungsdienst Kreis Musterstadt", cases: 180, percent: { name: 92, birth_date: 90, insurance: 61, eta: 99, priority: 100, keyword: 100, vital_signs: 88, protocol: 70 } }],
});

const person = (username, first_name, last_name, roles, more = {}) => ({
  username, first_name, last_name, roles, mailboxes: [mailbox], source: "local", disabled: false, must_change_password: false, created_at: minutesAgo(9000), last_used_at: minutesAgo(4), sessions: 1, ...more,
});

const configuration = (change) => ({
  control_centre: "Klinikum Musterstadt", description: "", connection_lost_text: "Bitte Leitstelle anrufen: 112", filter: {}, callsign: true, announcement_text: true, entries: 40, expiry_minutes: 180, sort_order: "priority", sound_filter: {}, ...change,
});
const boardOf = (board, config, more = {}) => ({ board, mailbox, config: configuration(config), disabled: false, seen_at: null, former: [], ...more });
const typicalBoards = () => [
  boardOf("a3f09c1d44e28b70", { description: "Schockraum 1", sort_order: "eta", entries: 13, filter: { priorities: ["sk1", "sk2"], keywords: ["Trauma"] }, sound_filter: { priorities: ["sk1"] } },
    { seen_at: minutesAgo(0), former: [{ until: minutesAgo(600), by: "m.beispiel", config: configuration({ description: "Schockraum", entries: 40 }) }] }),
  boardOf("b5e81f7c90d3a264", { description: "Leitstand" }),
  boardOf("c77d20a91be4f358", { description: "Flur (alt)" }, { disabled: true }),
];

export const typicalRooms = () => ({
  mailboxes: [{
    mailbox: "zna-musterstadt", name: "Notaufnahme", keys: [{ kid: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", algorithm: "ECDH-ES+A256KW" }],
    deliveries: [{ channel: "espax", target: "rules" }, { channel: "hl7", target: "his" }],
  }],
  boards: typicalBoards(),
  kept: retained(),
  people: [
    person("m.beispiel", "Maria", "Beispiel", ["standard", "archive", "kis", "statistics", "admin"]),
    person("e.muster", "Erika", "Muster", ["standard"], { must_change_password: true, last_used_at: null, sessions: 0 }),
    person("k.klinik", "Karl", "Klinik", ["standard", "kis"], { source: "directory" }),
  ],
  archived: [],
  returned: [],
  deliveries: [
    delivery(4711, "hl7", "his", "rejected", "AR: unknown visit", 1),
    delivery(4712, "espax", "daks", "pending", "no connection", 4),
  ],
  targets: [
    { mailbox, channel: "hl7", target: "his", breaker: "closed", failing_since: null, next_probe_at: null, pending: 0, sending: 0, rejected: 1, oldest_open_at: null, oldest_open_seconds: null, delivered_since_start: 812 },
    { mailbox, channel: "espax", target: "daks", breaker: "open", failing_since: minutesAgo(12), next_probe_at: minutesAgo(-1), pending: 1, sending: 0, rejected: 0, oldest_open_at: minutesAgo(12), oldest_open_seconds: 720, delivered_since_start: 90 },
  ],
  admissions: {
    server_time: minutesAgo(0), counts: { stored: 4780, repeated: 3, left_alone: 390, refused: 1, moved_stays: 0 },
    listeners: [{
      name: "kis", port: 2576, tls: true, connections: 2, messages: 5173, refused_connections: 0, failed_handshakes: 0,
      framing_faults: { bytes_between: 0, restarted: 1, truncated: 0, too_large: 0, empty: 0, unclosed: 0 },
    }],
    refused: [{ id: 17, at: minutesAgo(3), listener: "kis", reason: "restarted", size: 26 }],
  },
  selfTest: [{
    mailbox, ok: true, last_proof: minutesAgo(2), last_run: minutesAgo(2), failed_step: null, steps: ["seal", "open", "validate", "store", "board", "alarm", "hl7"].map((step) => ({ step, ok: true })),
  }],
  sessions: [
    { session: "a".repeat(32), current: true, source: "local", peer: "10.1.2.3", browser: "Chromium", created_at: minutesAgo(90), used_at: minutesAgo(0), expires_at: minutesAgo(-700) },
    { session: "b".repeat(32), current: false, source: "local", peer: "10.1.2.9", browser: "Firefox", created_at: minutesAgo(400), used_at: minutesAgo(31), expires_at: minutesAgo(-600) },
  ],
});

const verdicts = ({ arrival }) => [
  arrival.priority === "sk1"
    ? { rule: "trauma-team", raised: true, why: 'priority is sk1; keyword holds "polytrauma"', server: "daks", due_at: minutesAgo(-5), priority: "emergency", text: "Polytrauma, an 14:20, 34 J. m", chain: [{ to: "7001", wait_seconds: 60, last_resort: false }, { to: "7900", wait_seconds: 120, last_resort: true }] }
    : { rule: "trauma-team", raised: false, why: "the priority is not sk1", server: null, due_at: null, priority: null, text: null, chain: [] },
  { rule: "stroke-team", raised: false, why: 'the keyword holds none of "stroke"', server: null, due_at: null, priority: null, text: null, chain: [] },
];

async function onPeople(request, response, path, rooms) {
  const [, , , , name, what] = path.split("/");
  const one = rooms.people.find(({ username }) => username === name);
  const body = request.method === "GET" || request.method === "DELETE" ? null : await bodyOf(request);
  if (!name && request.method === "GET") return json(response, 200, { people: rooms.people, mailboxes: [{ id: mailbox, name: "Notaufnahme" }] });
  if (!name) {
    if (rooms.people.some(({ username }) => username === body.username)) return json(response, 409, problem(409));
    const { password, ...added } = body;
    rooms.people.push(person(added.username, added.first_name, added.last_name, added.roles, { must_change_password: true, last_used_at: null, sessions: 0 }));
    return json(response, 201, rooms.people.at(-1));
  }
  if (!one) return json(response, 404, problem(404));
  if (request.method === "DELETE") return rooms.people.splice(rooms.people.indexOf(one), 1), response.writeHead(204).end();
  if (what === "password") return (one.must_change_password = true), response.writeHead(204).end();
  return json(response, 200, Object.assign(one, body));
}

async function onBoards(request, response, path, rooms) {
  const [, , , , id, step] = path.split("/");
  const at = rooms.boards.findIndex(({ board }) => board === id);
  const body = ["POST", "PATCH"].includes(request.method) ? await bodyOf(request) : null;
  if (!id && request.method === "GET") return json(response, 200, { boards: rooms.boards, mailboxes: [{ id: mailbox, name: "Notaufnahme" }] });
  if (!id) {
    if (rooms.boardKeyMissing) return json(response, 409, problem(409));
    const board = boardOf("d4c21b8e7f605a93", body.config);
    rooms.boards.push(board);
    return json(response, 201, { board, licence_key: "c2BdX-wlmny-NEiQA-t9vWT", bundle: JSON.stringify({ mailbox }) });
  }
  const board = rooms.boards[at];
  if (!board) return json(response, 404, problem(404));
  if (request.method === "DELETE") return rooms.boards.splice(at, 1), response.writeHead(204).end();
  if (request.method === "PATCH") {
    board.former.unshift({ until: minutesAgo(0), by: "m.beispiel", config: board.config });
    board.config = { ...board.config, ...body };
  } else Object.assign(board, { release: { seen_at: null }, disable: { disabled: true, seen_at: null }, enable: { disabled: false } }[step]);
  return json(response, 200, board);
}

const retained = () => {
  const id = "535818cf715472ac364e5afbcaa47731";
  const order = { order: "019bc1bd-cc80-7d09-8350-8eb7bbe17dc2", mailbox, case: id, reason: "erasure", state: "ordered", held: false, ordered_at: minutesAgo(300), ordered_by: "e.muster", confirmed_at: null, confirmed_by: null, due_at: minutesAgo(-40_000), latest_at: minutesAgo(-170_000), settled_at: null, settled_by: null };
  return {
    classes: [
      { class: "medical", mailbox, start: "last_change", period: "10 years", deletes_before: minutesAgo(5_256_000), last_run_at: minutesAgo(20), last_run_deleted: 12, next_run_at: minutesAgo(-40), held: 1 },
      { class: "usage_data", mailbox: null, start: "written", period: "1 year", deletes_before: minutesAgo(525_600), last_run_at: minutesAgo(20), last_run_deleted: 0, next_run_at: minutesAgo(-40), held: 0 },
    ],
    orders: [order],
    holds: [{ hold: "019bc1bd-cc80-7d09-8350-8eb7bbe17dc3", mailbox, case: id, reason: "litigation", placed_at: minutesAgo(200), placed_by: "e.muster", released_at: null, released_by: null }],
    records: [{ record: 7, at: minutesAgo(20), class: "deletion_order", reason: "erasure", mailbox, case: id, count: 1, order: order.order, ordered_by: "e.muster", confirmed_by: "m.mueller", completed_at: minutesAgo(20) }],
    entries: [{ entry: 41, at: minutesAgo(5), event: "case.read", problem: null, user: "e.muster", case: id, transmission: null, peer: "192.0.2.17", browser: "Firefox 128, Windows", target: null, size: null, attempt: null, number: 40, hash: "b5".repeat(32) }],
  };
};

async function onRetention(request, response, path, kept) {
  const part = path.split("/");
  if (path.startsWith("/api/v1/audit")) return json(response, 200, part[4] === "verification" ? { intact: true, checked: 40_210, first: 1, last: 40_210, not_yet_sealed: 2, broken_at: null, what: null } : { entries: kept.entries });
  const what = part[4];
  if (request.method === "GET") return json(response, 200, { [what]: kept[what], server_time: minutesAgo(0) });
  if (part.length > 5) {
    const one = what === "orders" ? kept.orders.find(({ order }) => order === part[6]) : kept.holds.find(({ hold }) => hold === part[6]);
    const change = { confirm: { state: "confirmed", confirmed_by: "m.beispiel", confirmed_at: minutesAgo(0) }, withdraw: { state: "withdrawn", settled_at: minutesAgo(0), settled_by: "m.beispiel" }, release: { released_at: minutesAgo(0), released_by: "m.beispiel" } };
    return json(response, 200, Object.assign(one, change[part[7]]));
  }
  const body = await bodyOf(request);
  const placed = what === "orders" ? { ...kept.orders[0], ...body, order: "019bc1bd-cc80-7d09-8350-8eb7bbe17dc9", state: "ordered" } : { ...kept.holds[0], ...body, hold: "019bc1bd-cc80-7d09-8350-8eb7bbe17dc8", released_at: null };
  kept[what].unshift(placed);
  return json(response, 201, placed);
}

/** True where it has answered. */
export async function answerRooms(request, response, path, { rooms }) {
  const query = Object.fromEntries(new URL(request.url, "http://localhost").searchParams);
  const decided = /^\/api\/v1\/mailboxes\/[a-z0-9-]+\/deliveries\/(\d+)\/(resend|discard)$/.exec(path);
  const returned = /\/cases\/([0-9a-f]{32})\/return$/.exec(path);
  if (/^\/api\/v1\/(retention|audit)/.test(path)) return await onRetention(request, response, path, rooms.kept), true;
  if (path === "/api/v1/mailboxes") return json(response, 200, { mailboxes: rooms.mailboxes }), true;
  if (path.startsWith("/api/v1/boards")) return await onBoards(request, response, path, rooms), true;
  if (path.startsWith("/api/v1/people")) return await onPeople(request, response, path, rooms), true;
  if (path === "/api/v1/archive/search") {
    const { last_name = "" } = await bodyOf(request);
    const cases = rooms.archived.filter(({ summary }) => (summary.patient?.last_name ?? "").toLowerCase().startsWith(last_name.toLowerCase()));
    return json(response, 200, { cases, next: null }), true;
  }
  if (returned && rooms.archived.some(({ summary }) => summary.case === returned[1])) return rooms.returned.push(returned[1]), json(response, 200, rooms.archived.find(({ summary }) => summary.case === returned[1]).summary), true;
  if (path === "/api/v1/figures") return json(response, 200, typicalFigures(query)), true;
  if (path === "/api/v1/deliveries/targets") return json(response, 200, { server_time: minutesAgo(0), targets: rooms.targets }), true;
  if (path === "/api/v1/admissions") return json(response, 200, rooms.admissions), true;
  if (path === "/api/v1/admissions/refused/17") return json(response, 200, { ...rooms.admissions.refused[0], text: "MSH|^~\\&|KIS\u240d\nPID|1||47" }), true;
  if (path === "/api/v1/deliveries") {
    const wanted = { stuck: ["rejected"], open: ["pending", "sending"] }[query.state] ?? [query.state];
    return json(response, 200, { server_time: minutesAgo(0), deliveries: rooms.deliveries.filter(({ state }) => wanted.includes(state)), next: null }), true;
  }
  if (decided) {
    const one = rooms.deliveries.find(({ id }) => id === Number(decided[1]));
    Object.assign(one, { state: decided[2] === "resend" ? "pending" : "discarded", decision: { what: decided[2], by: "m.beispiel", at: minutesAgo(0), ...(await bodyOf(request)) } });
    return json(response, 200, one), true;
  }
  if (path === "/api/v1/self-test") return json(response, 200, { server_time: minutesAgo(0), every_seconds: 120, warnings: [], mailboxes: rooms.selfTest }), true;
  if (path === "/api/v1/alarms/dry-run") return json(response, 200, { verdicts: verdicts(await bodyOf(request)) }), true;
  if (path === "/api/v1/sessions") return json(response, 200, { sessions: rooms.sessions }), true;
  if (path.startsWith("/api/v1/sessions/")) return rooms.sessions.splice(rooms.sessions.findIndex(({ session }) => path.endsWith(session)), 1), response.writeHead(204).end(), true;
  return false;
}
