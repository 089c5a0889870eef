// Says when somebody's sign-in ended under an open page, before they type into it for nothing;
// once they have signed in again elsewhere, the page goes on with what is typed in it.
"use strict";

(() => {
  const told = document.querySelector("[data-ended]");
  if (!told) return;
  const OVER = [400, 401]; // signed out; or in again elsewhere, and the tokens of this page are old
  const TOKENS = "input[name=csrf_token]";

  const who = (page) => page.querySelector(".menu-who strong")?.textContent;
  const headers = (page) => page.body.getAttribute("hx-headers");

  // A page as the server gives it now; none away from the network.
  async function fresh() {
    const answer = await fetch(told.dataset.ended).catch(() => null);
    return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  }

  // Only for the same person: nobody else may send what is typed here.
  function take(page) {
    document.body.setAttribute("hx-headers", headers(page));
    const token = page.querySelector(TOKENS).value;
    for (const field of document.querySelectorAll(TOKENS)) field.value = token;
  }

  async function look() {
    const page = await fresh();
    if (!page) return;
    const same = who(page) === who(document);
    if (same) take(page);
    told.hidden = same;
  }

  let looking = null;
  const once = () => { looking ??= look().finally(() => { looking = null; }); };

  document.addEventListener("tuntas:refused", (event) => {
    if (OVER.includes(event.detail) && told.hidden) once();
  });
  document.addEventListener("htmx:responseError", (event) => {
    document.dispatchEvent(new CustomEvent("tuntas:refused", { detail: event.detail.xhr.status }));
  });
  // What the page asks by itself need not be asked, and refused, again and again.
  document.addEventListener("htmx:beforeRequest", (event) => { if (!told.hidden) event.preventDefault(); });
  for (const [place, event] of [[window, "focus"], [document, "visibilitychange"]]) {
    place.addEventListener(event, () => { if (!told.hidden && !document.hidden) once(); });
  }
})();
