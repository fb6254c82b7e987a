// Where the case went from here: hospital information system, alarm server, web request, events; each with its state.
import { now } from "../shared/clock";
import { dayAndTime } from "../shared/language";
import type { CaseAnswer, Delivery } from "./api";
import { Section } from "./details";
import { callsignOf } from "./joining";
import { words } from "./words";

function when(delivery: Delivery): string {
  if (delivery.delivered_at) return dayAndTime(delivery.delivered_at, now.peek());
  if (delivery.next_attempt_at) return words().next(dayAndTime(delivery.next_attempt_at, now.peek()));
  return "";
}

/** Of a joint case those of every vehicle, each with whose it is. */
const allOf = ({ summary, deliveries, parts = [] }: CaseAnswer): (Delivery & { from?: string })[] =>
  parts.length === 0 ? deliveries : [{ summary, deliveries }, ...parts].flatMap((part) => part.deliveries.map((one) => ({ ...one, from: callsignOf(part.summary) })));

export function Deliveries({ answer }: { answer: CaseAnswer }) {
  const said = words();
  const all = allOf(answer);
  return (
    <Section title={said.sections.deliveries}>
      {all.length === 0 ? <p>{said.noDeliveries}</p> : (
        <div class="scroll" tabIndex={0} role="group" aria-label={said.sections.deliveries}>
          <table>
            <thead><tr>{[said.channel, said.target, said.state, said.at, said.attempts].map((head) => <th scope="col">{head}</th>)}</tr></thead>
            <tbody>
              {all.map((delivery) => (
                <tr>
                  <th scope="row">{delivery.channel}{delivery.from && <small> {delivery.from}</small>}</th><td>{delivery.target}</td>
                  <td><span class={`delivery ${delivery.state}`}>{said.deliveryStates[delivery.state]}</span>{delivery.last_error && <small class="reason">{delivery.last_error}</small>}</td>
                  <td>{when(delivery)}</td><td>{delivery.attempts}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
