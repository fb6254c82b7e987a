// A licence key typed by a person makes this browser the board of that key.
import { keepKey } from "./key_store";
import { normalised, openBoardKey, proofOf } from "./licence_key";
import { type Answer, call, refuse, session } from "./session";

/** The licence key itself is forgotten when this returns. */
export async function enterLicence(typed: string): Promise<void> {
  const licence = normalised(typed);
  if (!licence) return refuse("form");
  let response: Response;
  try {
    response = await call("POST", { proof: await proofOf(licence) });
  } catch {
    return refuse("unreachable");
  }
  if (response.status === 401) return refuse("unknown");
  if (response.status === 409) return refuse("elsewhere");
  if (!response.ok) return refuse("unreachable");
  const answer = (await response.json()) as Answer;
  try {
    const key = await openBoardKey(licence, answer.board_key);
    await keepKey({ key, wrapped: answer.board_key });
    session.value = { kind: "open", key, config: answer.config };
  } catch {
    refuse("cannot_open");
  }
}
