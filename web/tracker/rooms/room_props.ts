// What every room beside the live list is given.
import type { User } from "../api";

export interface RoomProps {
  user: User;
}
