// The search: leaves the calls and types that hold every word, in the page and in its list of contents.
const input = document.querySelector("#search");
const found = document.querySelector("#found");
const sections = [...document.querySelectorAll("main section")].map((section) => ({ section, text: section.textContent.toLowerCase() }));
const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link.closest("li")]));

/** A heading stands only above what is left of its group. */
const groups = [...document.querySelectorAll("nav h2, main h2")].map((heading) => {
  const entries = [];
  for (let next = heading.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling) entries.push(...(next.tagName === "UL" ? next.children : [next]));
  return { heading, entries };
});

function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { section, text } of sections) {
    const holds = words.every((word) => text.includes(word));
    section.hidden = !holds;
    const entry = links.get(section.id);
    if (entry) entry.hidden = !holds;
    if (holds) count += 1;
  }
  for (const { heading, entries } of groups) heading.hidden = entries.every((entry) => entry.hidden);
  found.textContent = words.length === 0 ? "" : `${count} of ${sections.length} calls and types`;
}

/** A link leads to its place even when the search has hidden it. */
function showTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.hidden) return;
  input.value = "";
  search();
  target.scrollIntoView();
}

document.querySelector("search").hidden = false;
input.addEventListener("input", search);
input.addEventListener("keydown", (event) => {
  const first = sections.find(({ section }) => !section.hidden);
  if (event.key === "Enter" && first) location.hash = first.section.id;
});
addEventListener("hashchange", showTarget);
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target === input) return;
  event.preventDefault();
  input.focus();
});
