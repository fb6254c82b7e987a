import { type Language, language, setLanguage } from "../shared/language";
import { dark, setDark } from "./scheme";
import { words } from "./words";

/** Language and colours: kept in this browser. */
export function Preferences() {
  const said = words();
  return (
    <span class="preferences">
      <select aria-label={said.language} value={language.value} onChange={(event) => setLanguage(event.currentTarget.value as Language)}>
        <option value="de" lang="de">Deutsch</option>
        <option value="en" lang="en">English</option>
      </select>
      <button type="button" aria-pressed={dark.value} onClick={() => setDark(!dark.value)}>{said.scheme}</button>
    </span>
  );
}
