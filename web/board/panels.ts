// What a wall that runs does not need: fetched after the first picture.
export { LicencePage } from "./licence_page";
export { SettingsDialog } from "./settings_dialog";
