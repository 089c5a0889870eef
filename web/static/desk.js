// Small comforts of the staff's pages; everything works without them.
// Keys in lists, words kept on the server while they are typed, the length of a message.
"use strict";

const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

function step(rows, by) {
  const links = [...rows.querySelectorAll(".r-ref")];
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by;
  links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const rows = document.querySelector("[data-rows]");
  const find = document.querySelector("[data-find]");
  if (rows && (event.key === "j" || event.key === "k")) {
    event.preventDefault();
    step(rows, event.key === "j" ? 1 : -1);
  } else if (find && event.key === "/") {
    event.preventDefault();
    find.focus();
  }
});

const csrf = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
const WAIT = 1500;

function keep(area) {
  const body = new URLSearchParams({ field: area.dataset.keepAs, text: area.value });
  const headers = { "X-CSRFToken": csrf(), "HX-Request": "true" };
  return fetch(area.dataset.keep, { method: "POST", headers, body, keepalive: true }).then((answer) => {
    const sign = area.parentElement.querySelector("[data-kept]");
    if (sign) sign.hidden = !answer.ok;
  }, () => undefined); // away from the network: the words stay in the field
}

for (const area of document.querySelectorAll("textarea[data-keep]")) {
  let timer = 0;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(area), WAIT);
  });
  area.form?.addEventListener("submit", () => clearTimeout(timer));
}

for (const area of document.querySelectorAll("textarea[data-longest]")) {
  const sign = document.createElement("p");
  sign.className = "field-count";
  sign.setAttribute("aria-live", "polite");
  area.after(sign);
  area.addEventListener("input", () => {
    const length = [...area.value].length;
    sign.textContent = length > Number(area.dataset.longest) ? area.dataset.longestSays : "";
  });
}

// Ctrl+Enter looks at the words before they go, as in a mail program.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
    event.target.form?.requestSubmit();
  }
});
