// Small comforts of the staff's pages; everything works without them.
// Keys in lists, words kept on the server while they are typed, the length of a message.
"use strict";

const typing = (element) =>
  element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

const linksOf = (rows) => [...rows.querySelectorAll(".r-ref")];

function here(rows) {
  return document.activeElement?.closest("li")?.querySelector(".r-ref") || null;
}

function step(rows, by) {
  const links = linksOf(rows);
  const at = links.indexOf(here(rows));
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
  links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
}

function pick(rows) {
  const box = here(rows)?.closest("li").querySelector("input[type=checkbox]");
  if (box) box.click();
}

// What a key leads to: on a complaint's page one of its own links, in a list that of its row.
const ACTS = {
  a: { link: '.moves a[href$="/telaah"]', page: "/telaah" },
  r: { link: '.moves a[href$="/langkah/respond"]', page: "/langkah/respond" },
  e: { link: '.moves a[href$="/perpanjang"]', page: "/perpanjang" },
};

function act(rows, key) {
  const own = document.querySelector(ACTS[key].link);
  const row = rows && (rows.dataset.keys || "").includes(key) ? here(rows) : null;
  if (own) own.click();
  else if (row) location.assign(row.href + ACTS[key].page);
  return Boolean(own || row);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const rows = document.querySelector("[data-rows]");
  const find = document.querySelector("[data-find]");
  const keys = {
    j: () => rows && (step(rows, 1), true),
    k: () => rows && (step(rows, -1), true),
    x: () => rows && (pick(rows), true),
    "/": () => find && (find.focus(), true),
    a: () => act(rows, "a"),
    r: () => act(rows, "r"),
    e: () => act(rows, "e"),
  };
  if (keys[event.key]?.()) event.preventDefault();
});

// On a telephone the views are wider than the screen: the one that is open is scrolled to.
function showOpenView() {
  const [box, open] = [document.querySelector(".views"), document.querySelector(".views [aria-current]")];
  if (open) box.scrollLeft = open.offsetLeft - box.offsetLeft - (box.clientWidth - open.offsetWidth) / 2;
}
showOpenView();
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.matches(".views-box")) showOpenView();
});

// How many rows are picked is said where the acts stand.
const picked = document.querySelector("[data-picked]");
if (picked) {
  const tell = () => {
    const count = document.querySelectorAll('input[name="which"]:checked').length;
    picked.textContent = count || "";
  };
  document.addEventListener("change", (event) => { if (event.target.name === "which") tell(); });
  tell();
}

const csrf = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
const WAIT = 1500;

function keep(area) {
  const body = new URLSearchParams({ field: area.dataset.keepAs, text: area.value });
  const headers = { "X-CSRFToken": csrf(), "HX-Request": "true" };
  return fetch(area.dataset.keep, { method: "POST", headers, body, keepalive: true }).then((answer) => {
    const sign = area.parentElement.querySelector("[data-kept]");
    if (sign) sign.hidden = !answer.ok;
    if (!answer.ok) document.dispatchEvent(new CustomEvent("tuntas:refused", { detail: answer.status }));
    return answer.status;
  }, () => 0); // away from the network: the words stay in the field
}

for (const area of document.querySelectorAll("textarea[data-keep]")) {
  let timer = 0;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(area), WAIT);
  });
  area.form?.addEventListener("submit", () => clearTimeout(timer));
}

// Words leave a page only once they are kept. Where the server cannot be reached they would
// otherwise end on the browser's own page of errors, and a second press would send them twice.
const away = document.querySelector("[data-away]");
const NOT_NOW = [0, 400, 401]; // no answer, or signed out, which `ended.js` says

async function sendOnceKept(form, submitter) {
  const areas = [...form.querySelectorAll("textarea[data-keep]")];
  const answers = await Promise.all(areas.map(keep));
  away.hidden = !answers.includes(0);
  if (answers.some((status) => NOT_NOW.includes(status))) {
    delete form.dataset.going;
    return;
  }
  form.dataset.going = "kept";
  form.requestSubmit(submitter);
}

for (const form of new Set([...document.querySelectorAll("textarea[data-keep]")].map((area) => area.form))) {
  form?.addEventListener("submit", (event) => {
    if (form.dataset.going === "kept") {
      form.dataset.going = "gone";
      return;
    }
    event.preventDefault();
    if (form.dataset.going) return;
    form.dataset.going = "asked";
    sendOnceKept(form, event.submitter);
  });
}
addEventListener("pageshow", () => { // come back to by the browser's Back, as it was left
  for (const form of document.querySelectorAll("form[data-going]")) delete form.dataset.going;
});

for (const area of document.querySelectorAll("textarea[data-longest]")) {
  const sign = document.createElement("p");
  sign.className = "field-count";
  sign.setAttribute("aria-live", "polite");
  area.after(sign);
  area.addEventListener("input", () => {
    const counted = area.dataset.longestIn === "bytes" ? new TextEncoder().encode(area.value) : [...area.value];
    sign.textContent = counted.length > Number(area.dataset.longest) ? area.dataset.longestSays : "";
  });
}

// Once an act that waited is over, the page shows what became of it; never over words being typed.
document.addEventListener("htmx:afterSettle", () => {
  const over = document.querySelector("[data-over]");
  const written = [...document.querySelectorAll(".composer[open] textarea, .composer input[type=file]")];
  if (!over || written.some((field) => field.value) || document.querySelector("dialog[open]")) return;
  location.assign(over.querySelector("a").href);
});

// Ctrl+Enter looks at the words before they go, as in a mail program.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
    event.target.form?.requestSubmit();
  }
});

// A ready text goes where the cursor stands, so that undoing takes it out again; where its words
// are not on the page, the server puts them below what is written.
for (const button of document.querySelectorAll("[data-puts-into]")) {
  const area = document.getElementById(button.dataset.putsInto);
  const list = button.parentElement.querySelector("select");
  button.addEventListener("click", (event) => {
    const chosen = list.selectedOptions[0];
    if (chosen.value && !chosen.dataset.words) return;
    event.preventDefault();
    if (!chosen.value) return list.focus();
    area.focus();
    const apart = area.value.slice(0, area.selectionStart).trim() ? "\n\n" : "";
    document.execCommand("insertText", false, apart + chosen.dataset.words);
    const place = area.value.search(/\[[^[\]\n]*…\]/);
    if (place >= 0) area.setSelectionRange(place, area.value.indexOf("]", place) + 1);
    list.value = "";
  });
}
