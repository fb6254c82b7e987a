// What this user may do. The server decides; the page only leaves out what would be refused.
import type { Right } from "./api";
import { type Room, rooms } from "./route";
import { session } from "./session";

/** Rights of the handbook's roles, for a server that does not list them. */
const ofRole: Record<string, Right[]> = {
  standard: ["cases.read", "cases.write"],
  archive: ["cases.read", "archive.read", "archive.write"],
  kis: ["cases.read", "links.read", "links.write"],
  statistics: ["figures.read"],
  admin: ["people.read", "people.write", "boards.read", "boards.write"],
};

function rights(): readonly Right[] {
  const now = session.value;
  if (now.kind !== "signed_in") return [];
  return now.rights ?? now.user.roles.flatMap((role) => ofRole[role] ?? []);
}

export const may = (right: Right): boolean => rights().includes(right);

const needs: Partial<Record<Room, Right>> = {
  archive: "archive.read", figures: "figures.read", deliveries: "deliveries.read", "self-test": "self_test.read", alarms: "alarms.read", people: "people.read", mailboxes: "people.read", boards: "boards.read",
};

/** Where a role counts, not a right. */
const needsRole: Partial<Record<Room, string[]>> = { retention: ["admin", "archive"], audit: ["admin"] };

function holds(roles: string[]): boolean {
  const now = session.value;
  return now.kind === "signed_in" && !now.mustChangePassword && now.user.roles.some((role) => roles.includes(role));
}

/** In the order of the navigation; one's own account stands elsewhere. */
export const allowedRooms = (): Room[] => rooms.filter((name) => {
  const [right, roles] = [needs[name], needsRole[name]];
  return (right !== undefined && may(right)) || (roles !== undefined && holds(roles));
});
