// The command bar (Ctrl-K) and the help with keys (?): both only for a keyboard with a script.
// Its entries come from the server when it is first opened; acting on the open complaint is
// following the links that its page has anyway.
"use strict";

(() => {
  let asked = null;

  async function fetched() {
    const answer = await fetch("/aduan/perintah", { headers: { "HX-Request": "true" } });
    if (answer.status === 403) return null; // whoever reads no complaints has no bar
    if (!answer.ok) {
      document.dispatchEvent(new CustomEvent("tuntas:refused", { detail: answer.status }));
      throw new Error("no bar this time");
    }
    const box = document.createElement("div");
    box.innerHTML = await answer.text();
    document.body.append(box);
    const bar = box.querySelector("[data-bar]");
    addMoves(bar);
    listen(bar);
    return { bar, help: box.querySelector("[data-keys-help]") };
  }

  // Entries that lead to a form on this very page instead of another one.
  const openers = new Map();

  function follow(line, bar) {
    const form = openers.get(line);
    if (!form) return location.assign(line.dataset.href);
    bar.close();
    form.open = true;
    return form.querySelector("textarea")?.focus();
  }

  const dialogs = () => (asked ??= fetched().catch(() => { asked = null; return null; }));

  function entry(words, kind, href) {
    const line = document.createElement("li");
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.dataset.href = href;
    const name = document.createElement("span");
    const sort = document.createElement("span");
    name.textContent = words;
    sort.className = "bar-kind";
    sort.textContent = kind;
    line.append(name, sort);
    return line;
  }

  function addMoves(bar) {
    const list = bar.querySelector(".bar-list");
    const own = [...document.querySelectorAll(".moves a.btn, a[data-act], .composer > summary")];
    for (const one of own.reverse()) {
      const line = entry(one.textContent.trim(), list.dataset.hereSays, one.href || "");
      if (!one.href) openers.set(line, one.parentElement);
      list.prepend(line);
    }
    [...list.children].forEach((line, nth) => { line.id = `bar-${nth}`; });
  }

  function listen(bar) {
    const field = bar.querySelector("input");
    const list = bar.querySelector(".bar-list");
    const shown = () => [...list.children].filter((line) => !line.hidden);

    const choose = (line) => {
      for (const one of list.children) one.setAttribute("aria-selected", String(one === line));
      field.setAttribute("aria-activedescendant", line ? line.id : "");
      line?.scrollIntoView({ block: "nearest" });
    };

    const narrow = () => {
      const words = field.value.trim().toLowerCase();
      list.querySelector("[data-found]")?.remove();
      for (const line of list.children) line.hidden = !line.textContent.toLowerCase().includes(words);
      if (words) {
        const address = list.dataset.search + encodeURIComponent(field.value.trim());
        const line = entry(field.value.trim(), list.dataset.searchSays, address);
        line.dataset.found = "";
        line.id = "bar-found";
        list.append(line);
      }
      choose(shown()[0]);
    };

    field.addEventListener("input", narrow);
    field.addEventListener("keydown", (event) => {
      const lines = shown();
      const here = lines.findIndex((line) => line.getAttribute("aria-selected") === "true");
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by) {
        event.preventDefault();
        choose(lines[(here + by + lines.length) % lines.length]);
      } else if (event.key === "Enter" && lines[here]) {
        event.preventDefault();
        follow(lines[here], bar);
      }
    });
    list.addEventListener("click", (event) => {
      const line = event.target.closest("[data-href]");
      if (line) follow(line, bar);
    });
    bar.addEventListener("click", (event) => { if (event.target === bar) bar.close(); });
    bar.addEventListener("close", () => { field.value = ""; narrow(); });
    narrow();
  }

  // What is typed while the bar is on its way belongs into it, and is no key of the page.
  let early = null;

  async function open(which) {
    if (which === "bar") early ??= "";
    const found = await dialogs();
    const words = early;
    early = null;
    const dialog = found && found[which];
    if (!dialog || document.querySelector("dialog[open]")) return;
    dialog.showModal();
    const field = dialog.querySelector("input");
    if (!field || !words) return;
    field.value = words;
    field.dispatchEvent(new Event("input"));
  }

  document.addEventListener("keydown", (event) => {
    if (early === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length === 1) early += event.key;
    else if (event.key === "Backspace") early = early.slice(0, -1);
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open("bar");
    } else if (event.key === "?" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      open("help");
    }
  });
  for (const button of document.querySelectorAll("[data-keys-open]")) {
    button.hidden = false;
    button.addEventListener("click", () => open("help"));
  }
})();
