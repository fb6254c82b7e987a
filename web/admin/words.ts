// Every word of the page: German first, English complete. A missing one does not compile.
import { language } from "../shared/language";

interface AdminWords {
  title: string; signInTitle: string; username: string; password: string; signIn: string; signingIn: string; signOut: string;
  wrong: string; ended: string; slowed: string; unreachable: string; starting: string; language: string;
  changeTitle: string; changeHint: string; current: string; fresh: string; changeNow: string; changeFailed: string;
  devices: string; none: string; noneHint: string; loading: string; enabled: string; disabled: string; enable: string; disable: string;
  assigned: string; notAssigned: string; assign: string; choose: string; takeOff: (mailbox: string) => string; byKey: string;
  renew: string; renewHint: string; reallyRenew: string; cancel: string;
  newDevice: string; label: string; labelHint: string; add: string;
  secretTitle: (device: string) => string; secretHint: string; clientId: string; secret: string; kept: string;
  mailboxes: string; hospital: string; state: string; reachable: string; silent: string; mailbox: string;
  events: string; noEvents: string; at: string; what: string; device: string; who: string; changeNotMade: string; notLoaded: string;
  names: Record<string, string>;
}

const de: AdminWords = {
  title: "Geräte verwalten", signInTitle: "Geräteverwaltung", username: "Benutzername", password: "Passwort", signIn: "Anmelden",
  signingIn: "Wird angemeldet …", signOut: "Abmelden",
  wrong: "Benutzername oder Passwort stimmen nicht.", ended: "Die Anmeldung ist abgelaufen. Bitte erneut anmelden.",
  slowed: "Zu viele Versuche. Bitte kurz warten und erneut versuchen.", unreachable: "Das Gateway antwortet nicht. Es wird weiter versucht.",
  starting: "Verbinde …", language: "Sprache",
  changeTitle: "Eigenes Passwort setzen", changeHint: "Das Passwort wurde vom Betreiber vergeben. Bitte jetzt ein eigenes mit mindestens 12 Zeichen setzen.",
  current: "Bisheriges Passwort", fresh: "Neues Passwort", changeNow: "Passwort setzen", changeFailed: "Nicht geändert. Bitte das bisherige Passwort prüfen.",
  devices: "Geräte", none: "Noch keine Geräte", noneHint: "Unten ein Gerät anlegen und ihm Postfächer zuweisen.", loading: "Wird geladen …",
  enabled: "freigegeben", disabled: "gesperrt", enable: "Freigeben", disable: "Sperren",
  assigned: "Darf senden an", notAssigned: "Darf an kein Postfach senden.", assign: "Zuweisen", choose: "Postfach wählen", takeOff: (mailbox) => `${mailbox} entziehen`,
  byKey: "meldet sich mit eigenem Schlüssel an", renew: "Neues Geheimnis", renewHint: "Das bisherige Geheimnis und alle Anmeldungen des Geräts enden sofort.",
  reallyRenew: "Jetzt erneuern", cancel: "Abbrechen",
  newDevice: "Neues Gerät", label: "Bezeichnung", labelHint: "zum Beispiel RTW 83/1", add: "Anlegen",
  secretTitle: (device) => `Zugang für ${device}`, secretHint: "Das Geheimnis wird nur jetzt gezeigt. Bitte in das Gerät eintragen.",
  clientId: "Kennung (client_id)", secret: "Geheimnis (client_secret)", kept: "Ist eingetragen",
  mailboxes: "Postfächer", hospital: "Krankenhaus", state: "Stand", reachable: "erreichbar", silent: "antwortet nicht", mailbox: "Postfach",
  events: "Protokoll", noEvents: "Noch nichts.", at: "Zeit", what: "Ereignis", device: "Gerät", who: "durch",
  changeNotMade: "Nicht gespeichert. Bitte erneut versuchen.", notLoaded: "Das Gateway antwortet nicht. Angezeigt wird der letzte Stand.",
  names: {
    "client.added": "Gerät angelegt", "client.disabled": "gesperrt", "client.enabled": "freigegeben", "client.removed": "Gerät entfernt",
    "client.secret_replaced": "Geheimnis erneuert", "client.tokens_revoked": "Anmeldungen widerrufen", "assignment.added": "Postfach zugewiesen",
    "assignment.removed": "Postfach entzogen", "administrator.signed_in": "angemeldet", "administrator.password_changed": "Passwort geändert",
    "administrator.added": "Verwalter angelegt", "administrator.disabled": "Verwalter gesperrt", "administrator.enabled": "Verwalter freigegeben",
    "token.refused": "Anmeldung abgelehnt", "token.slowed": "Anmeldung gebremst", "transmission.refused": "Sendung abgelehnt",
    "attachment.refused": "Anhang abgelehnt", "positions.refused": "Position abgelehnt", "assignment.refused": "Zuweisung abgelehnt",
    "mailboxes.refused": "Abruf abgelehnt", "configuration.restored": "früherer Stand hergestellt",
  },
};

const en: AdminWords = {
  title: "Manage devices", signInTitle: "Device administration", username: "User name", password: "Password", signIn: "Sign in",
  signingIn: "Signing in …", signOut: "Sign out",
  wrong: "User name or password is wrong.", ended: "Your session has ended. Please sign in again.",
  slowed: "Too many tries. Wait a moment and try again.", unreachable: "The gateway does not answer. Trying again.",
  starting: "Connecting …", language: "Language",
  changeTitle: "Set a password of your own", changeHint: "This password was given by the operator. Set one of your own now, with at least 12 characters.",
  current: "Current password", fresh: "New password", changeNow: "Set password", changeFailed: "Not changed. Check the current password.",
  devices: "Devices", none: "No devices yet", noneHint: "Add one below and assign mailboxes to it.", loading: "Loading …",
  enabled: "enabled", disabled: "disabled", enable: "Enable", disable: "Disable",
  assigned: "May send to", notAssigned: "May send to no mailbox.", assign: "Assign", choose: "Choose a mailbox", takeOff: (mailbox) => `Take ${mailbox} away`,
  byKey: "authenticates with its own key", renew: "New secret", renewHint: "The current secret and every token of this device end at once.",
  reallyRenew: "Renew now", cancel: "Cancel",
  newDevice: "New device", label: "Name", labelHint: "for example Ambulance 83/1", add: "Add",
  secretTitle: (device) => `Access for ${device}`, secretHint: "The secret is shown only now. Enter it into the device.",
  clientId: "Client id (client_id)", secret: "Secret (client_secret)", kept: "It is entered",
  mailboxes: "Mailboxes", hospital: "Hospital", state: "State", reachable: "reachable", silent: "does not answer", mailbox: "Mailbox",
  events: "Log", noEvents: "Nothing yet.", at: "Time", what: "Event", device: "Device", who: "by",
  changeNotMade: "Not saved. Please try again.", notLoaded: "The gateway does not answer. What you see is its last word.",
  names: {
    "client.added": "device added", "client.disabled": "disabled", "client.enabled": "enabled", "client.removed": "device removed",
    "client.secret_replaced": "secret renewed", "client.tokens_revoked": "tokens revoked", "assignment.added": "mailbox assigned",
    "assignment.removed": "mailbox taken away", "administrator.signed_in": "signed in", "administrator.password_changed": "password changed",
    "administrator.added": "administrator added", "administrator.disabled": "administrator disabled", "administrator.enabled": "administrator enabled",
    "token.refused": "token refused", "token.slowed": "token requests slowed", "transmission.refused": "transmission refused",
    "attachment.refused": "attachment refused", "positions.refused": "position refused", "assignment.refused": "assignment refused",
    "mailboxes.refused": "list refused", "configuration.restored": "former state restored",
  },
};

export const words = (): AdminWords => (language.value === "de" ? de : en);
