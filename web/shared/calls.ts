// Calls of a page to the server that it came from: JSON, the session's cookie, and the CSRF token on every write.
export class ApiError extends Error {
  /** `detail` is the server's word for operators; pages choose their own words by it. */
  constructor(readonly status: number, readonly detail = "") {
    super(`status ${status}`);
  }
}

const detailOf = (response: Response): Promise<string> =>
  response.json().then((problem: { detail?: unknown }) => (typeof problem.detail === "string" ? problem.detail : ""), () => "");

/** `call` answers what the server says, or throws ApiError; `trust` is told the token of a session that begins. */
export function callsTo(base: string) {
  let csrf = "";
  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (method !== "GET" && csrf) headers["X-CSRF-Token"] = csrf;
    const response = await fetch(`${base}${path}`, {
      method, headers, cache: "no-store", credentials: "same-origin",
      body: body ? JSON.stringify(body) : null, signal: AbortSignal.timeout(15_000),
    });
    if (!response.ok) throw new ApiError(response.status, await detailOf(response));
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
  const trust = (token: string) => void (csrf = token);
  return { call, trust };
}
