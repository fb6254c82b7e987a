// The live picture of the patient's monitor, in a window of its maker: alone in its sandbox, without our cookies, address or camera.
import type { CaseAnswer } from "./api";
import { cardWords } from "./card_words";
import { Section } from "./details";

export function Telemetry({ answer }: { answer: CaseAnswer }) {
  if (!answer.telemetry) return null;
  const { vendor, url } = answer.telemetry;
  return (
    <Section title={cardWords().liveTelemetry} id="telemetry">
      <iframe class="telemetry" title={`${cardWords().liveTelemetry} ${vendor}`} src={url} sandbox="allow-scripts allow-forms" allow="" referrerpolicy="no-referrer" loading="lazy" />
    </Section>
  );
}
