// What is drawn, and what is said beside it.
import type { Ecg } from "./ecg_drawing";

export interface Recording extends Ecg {
  recordedAt: string;
  device: string;
  /** The sender's scale contradicts itself: a person must look at the original. */
  unsure: boolean;
}
