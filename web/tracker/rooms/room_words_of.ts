// Which words the rooms beside the live list need of each language.
import type { DeliveryTarget, Figures, Found, OutboxState, RoleName, Search, TableName } from "./room_api";

export interface RoomWords {
  loading: string; failed: string; notDone: string; refresh: string; save: string; cancel: string; change: string; mailbox: string; mailboxes: string;
  searchFields: Record<Exclude<keyof Search, "limit" | "after">, string>;
  match: Record<Found["match"], string>;
  putBack: string; nothingFound: string; found: string; foundHeads: string[]; next: string;
  breaker: Record<DeliveryTarget["breaker"], string>;
  since: (time: string) => string; waiting: (count: number) => string; rejected: (count: number) => string; oldest: (minutes: number) => string;
  outboxStates: Record<OutboxState, string>;
  outboxHeads: string[]; nothingWaits: string; reason: string; resend: string; discard: string; decided: Record<"resend" | "discard", string>;
  steps: Record<string, string>;
  failedHere: string; lastRun: string; selfTestHint: (minutes: number) => string;
  dryRunHint: string; wouldRaise: string; wouldNot: string; lastResort: string; waits: (seconds: number) => string; priority: string; age: string; minutesAway: string;
  flags: string; tryRules: string; noRules: string;
  ownPassword: string; current: string; fresh: string; freshAgain: string; passwordHint: string; passwordsDiffer: string; passwordChanged: string; changePassword: string;
  foreignAccount: string; tooManyTries: string; currentWrong: string; newWeak: string; sessions: string; lastUsed: string; thisBrowser: string; endSession: string;
  people: string; peopleHeads: string[]; newPerson: string; username: string; firstName: string; lastName: string; roles: string;
  roleNames: Record<RoleName, string>; roleMay: Record<RoleName, string>;
  sources: Record<string, string>;
  firstPassword: string; newFirstPassword: string; firstPasswordOpen: string; notSignedIn: string; disabled: string; disable: string; enable: string; remove: string; removeSure: string;
  openSessions: (count: number) => string; lastAdminOrTaken: string; notAccepted: string;
  tables: Record<TableName, string>;
  figureKeys: Record<string, string>;
  total: (count: string) => string; most: (count: string) => string; timings: string; timingHeads: string[]; timingNames: Record<Figures["timings"][number]["name"], string>;
  completeness: string; sender: string; cases: string; members: Record<string, string>; from: string; to: string; figuresHint: (smallest: number) => string;
}
