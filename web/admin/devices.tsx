import { useState } from "preact/hooks";
import { type Device, addDevice, newSecret, setAssigned, setDisabled } from "./api";
import { change, devices, mailboxes, secret } from "./state";
import { words } from "./words";

const nameOf = (device: Device) => device.label ?? device.id;
const mailboxName = (id: string) => {
  const mailbox = mailboxes.value.find((one) => one.id === id);
  return mailbox ? `${mailbox.name}, ${mailbox.hospital}` : id;
};

function Assignments({ device }: { device: Device }) {
  const said = words();
  const free = mailboxes.value.filter(({ id }) => !device.mailboxes.includes(id));
  const assign = (event: Event) => {
    event.preventDefault();
    const chosen = String(new FormData(event.currentTarget as HTMLFormElement).get("mailbox"));
    if (chosen) void change(() => setAssigned(device.id, chosen, true));
  };
  return (
    <div class="assignments">
      {device.mailboxes.length === 0 ? <p class="calm">{said.notAssigned}</p> : (
        <>
          <h4>{said.assigned}</h4>
          <ul>
            {device.mailboxes.map((id) => (
              <li key={id}>
                {mailboxName(id)}{" "}
                <button class="small" aria-label={said.takeOff(mailboxName(id))} onClick={() => void change(() => setAssigned(device.id, id, false))}>×</button>
              </li>
            ))}
          </ul>
        </>
      )}
      {free.length > 0 && (
        <form onSubmit={assign}>
          <select name="mailbox" aria-label={`${said.choose}: ${nameOf(device)}`} required>
            <option value="">{said.choose}</option>
            {free.map(({ id }) => <option key={id} value={id}>{mailboxName(id)}</option>)}
          </select>
          <button>{said.assign}</button>
        </form>
      )}
    </div>
  );
}

function Renewal({ device }: { device: Device }) {
  const said = words();
  const [asking, setAsking] = useState(false);
  if (!asking) return <button onClick={() => setAsking(true)}>{said.renew}</button>;
  const renew = async () => {
    setAsking(false);
    secret.value = (await change(() => newSecret(device.id))) ?? null;
  };
  return (
    <span class="asking" role="group" aria-label={said.renew}>
      <span>{said.renewHint}</span>
      <button class="primary" onClick={() => void renew()}>{said.reallyRenew}</button>
      <button onClick={() => setAsking(false)}>{said.cancel}</button>
    </span>
  );
}

function DeviceCard({ device }: { device: Device }) {
  const said = words();
  return (
    <li class={device.disabled ? "device off" : "device"}>
      <div class="device-head">
        <h3>{nameOf(device)} <small>{device.id}</small></h3>
        <span class={device.disabled ? "state off" : "state on"}>{device.disabled ? said.disabled : said.enabled}</span>
        <button onClick={() => void change(() => setDisabled(device.id, !device.disabled))} aria-label={`${device.disabled ? said.enable : said.disable}: ${nameOf(device)}`}>
          {device.disabled ? said.enable : said.disable}
        </button>
        {device.by_key ? <span class="calm">{said.byKey}</span> : <Renewal device={device} />}
      </div>
      <Assignments device={device} />
    </li>
  );
}

function NewDevice() {
  const said = words();
  const submit = async (event: Event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const label = String(new FormData(form).get("label")).trim();
    const made = await change(() => addDevice(label));
    if (made) {
      secret.value = made;
      form.reset();
    }
  };
  return (
    <form class="new-device" onSubmit={submit}>
      <h3>{said.newDevice}</h3>
      <label>{said.label} <input name="label" required maxLength={60} placeholder={said.labelHint} /></label>
      <button class="primary">{said.add}</button>
    </form>
  );
}

/** Shown once: the gateway keeps a hash of it. */
export function ShownSecret() {
  const said = words();
  if (!secret.value) return null;
  const { id, secret: text } = secret.value;
  return (
    <section class="secret" aria-labelledby="secret-title">
      <h2 id="secret-title">{said.secretTitle(id)}</h2>
      <p role="status">{said.secretHint}</p>
      <dl><dt>{said.clientId}</dt><dd><code>{id}</code></dd><dt>{said.secret}</dt><dd><code>{text}</code></dd></dl>
      <button class="primary" onClick={() => (secret.value = null)}>{said.kept}</button>
    </section>
  );
}

export function Devices() {
  const said = words();
  const all = devices.value;
  return (
    <section aria-labelledby="devices-title">
      <h2 id="devices-title">{said.devices} {all && <span class="count">{all.length}</span>}</h2>
      {all === null && <p role="status">{said.loading}</p>}
      {all?.length === 0 && <p class="nothing"><strong>{said.none}</strong><br />{said.noneHint}</p>}
      {all && all.length > 0 && <ul class="devices">{all.map((device) => <DeviceCard key={device.id} device={device} />)}</ul>}
      <NewDevice />
    </section>
  );
}
